import type { Service } from '../api/service.js';
import { FileProof } from '../integrity/proof.js';
import { TransferReport } from '../policy/report.js';
import type { Source } from '../ports/source.js';
import type { TransferRun } from '../transfer/run.js';
import { ChunkReader } from './reader.js';
import { UploadRequests } from './requests.js';

/** One upload that is under way: what its stages share. */
export class UploadSession {
  readonly run: TransferRun;
  readonly source: Source;
  readonly requests: UploadRequests;
  readonly reader: ChunkReader;
  readonly report = new TransferReport();
  readonly proof = new FileProof();
  /** The upload's path; empty until it was started. */
  path = '';
  /** Whether the service may hold chunks that are not on the list: then a manifest goes with the completion (rule 5.4). */
  mayHoldOthers = false;

  constructor(run: TransferRun, source: Source, service: Service) {
    this.run = run;
    this.source = source;
    this.requests = new UploadRequests(service.for((advice) => run.answered(advice)));
    this.reader = new ChunkReader(source, run.pace);
  }

  /** Bytes of the file; undefined until that is known. */
  get length(): number | undefined {
    return this.reader.length;
  }
}
