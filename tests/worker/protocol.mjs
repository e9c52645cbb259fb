// The part of the protocol between the Azure Functions host and its workers (FunctionRpc, gRPC) that FunctionsHost speaks. A message
// that is only handed back stays bytes: what a length stands before is the same on the wire.
import protobuf from 'protobufjs';

const message = (fields, oneofs) => ({ fields: Object.fromEntries(Object.entries(fields).map(([name, [id, type, more]]) => [name, { id, type, ...more }])), oneofs });
const repeated = { rule: 'repeated' };
const map = { keyType: 'string' };

const root = protobuf.Root.fromJSON({
  nested: {
    StreamingMessage: message(
      {
        requestId: [1, 'string'],
        rpcLog: [2, 'RpcLog'],
        invocationRequest: [4, 'InvocationRequest'],
        invocationResponse: [5, 'InvocationResponse'],
        functionLoadRequest: [8, 'FunctionLoadRequest'],
        functionLoadResponse: [9, 'FunctionLoadResponse'],
        workerInitResponse: [16, 'WorkerInitResponse'],
        workerInitRequest: [17, 'WorkerInitRequest'],
        startStream: [20, 'StartStream'],
        functionsMetadataRequest: [29, 'FunctionsMetadataRequest'],
        functionMetadataResponse: [30, 'FunctionMetadataResponse'],
      },
      {
        content: {
          oneof: [
            'rpcLog', 'invocationRequest', 'invocationResponse', 'functionLoadRequest', 'functionLoadResponse', 'workerInitResponse', 'workerInitRequest', 'startStream',
            'functionsMetadataRequest', 'functionMetadataResponse',
          ],
        },
      },
    ),
    StartStream: message({ workerId: [2, 'string'] }),
    WorkerInitRequest: message({ hostVersion: [1, 'string'], capabilities: [2, 'string', map], workerDirectory: [4, 'string'], functionAppDirectory: [5, 'string'] }),
    WorkerInitResponse: message({ capabilities: [2, 'string', map], result: [3, 'StatusResult'] }),
    FunctionsMetadataRequest: message({ functionAppDirectory: [1, 'string'] }),
    FunctionMetadataResponse: message({ functions: [1, 'bytes', repeated], result: [2, 'StatusResult'] }),
    FunctionMetadata: message({ name: [4, 'string'], rawBindings: [10, 'string', repeated], functionId: [13, 'string'] }),
    FunctionLoadRequest: message({ functionId: [1, 'string'], metadata: [2, 'bytes'] }),
    FunctionLoadResponse: message({ functionId: [1, 'string'], result: [2, 'StatusResult'] }),
    InvocationRequest: message({
      invocationId: [1, 'string'],
      functionId: [2, 'string'],
      inputData: [3, 'ParameterBinding', repeated],
      triggerMetadata: [4, 'TypedData', map],
      traceContext: [5, 'RpcTraceContext'],
    }),
    InvocationResponse: message({ invocationId: [1, 'string'], result: [3, 'StatusResult'] }),
    ParameterBinding: message({ name: [1, 'string'], data: [2, 'TypedData'] }),
    TypedData: message({ string: [1, 'string'], json: [2, 'string'], http: [5, 'RpcHttp'] }, { data: { oneof: ['string', 'json', 'http'] } }),
    RpcHttp: message({ method: [1, 'string'], url: [2, 'string'], headers: [3, 'string', map], params: [10, 'string', map], query: [15, 'string', map] }),
    RpcTraceContext: message({ traceParent: [1, 'string'], traceState: [2, 'string'] }),
    StatusResult: message({ result: [1, 'string'], exception: [2, 'RpcException'], status: [4, 'int32'] }),
    RpcException: message({ stackTrace: [1, 'string'], message: [2, 'string'] }),
    RpcLog: message({ category: [2, 'string'], level: [3, 'int32'], message: [4, 'string'], exception: [6, 'RpcException'] }),
  },
});

const streamingMessage = root.lookupType('StreamingMessage');
const functionMetadata = root.lookupType('FunctionMetadata');

/** The value of StatusResult.status that means success. */
export const success = 1;

/** The least value of RpcLog.level that means trouble of ours. */
export const errorLevel = 4;

/** What is in a function's metadata of what the host needs. */
export const readMetadata = (bytes) => functionMetadata.toObject(functionMetadata.decode(bytes));

/** The gRPC service that a host offers to its workers. */
export const service = {
  EventStream: {
    path: '/AzureFunctionsRpcMessages.FunctionRpc/EventStream',
    requestStream: true,
    responseStream: true,
    requestSerialize: (value) => Buffer.from(streamingMessage.encode(streamingMessage.fromObject(value)).finish()),
    requestDeserialize: (bytes) => streamingMessage.toObject(streamingMessage.decode(bytes), { oneofs: true }),
    responseSerialize: (value) => Buffer.from(streamingMessage.encode(streamingMessage.fromObject(value)).finish()),
    responseDeserialize: (bytes) => streamingMessage.toObject(streamingMessage.decode(bytes), { oneofs: true }),
  },
};
