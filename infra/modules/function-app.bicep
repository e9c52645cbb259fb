// The function app and its plan.
//
// Two settings made here may hold secrets, and neither opens anything of ours: ClientKeySecret keys the hash under which a client's
// network is remembered, and the webhook's secret signs what is posted to it. What extraSettings holds is up to whoever gives it.
//
// The Consumption plan on Windows keeps an app's content in an Azure Files share, which only a connection string with a
// key opens (WEBSITE_CONTENTAZUREFILECONNECTIONSTRING); Azure Files knows no identity there. It is avoided: that setting
// and WEBSITE_CONTENTSHARE are left out, and the app runs from a package in a blob, which it reads by its identity. The
// price: whoever deploys uploads the package, restarts the app and synchronises its triggers (docs/deploy.md), there is
// no shared writable disk, no editing in the portal, and Microsoft says that scaling out can be limited
// (learn.microsoft.com/azure/azure-functions/storage-considerations, "Create an app without Azure Files"). Flex needs no
// share and pays none of it.

@description('The app\'s name, unique in Azure.')
@minLength(2)
@maxLength(60)
param name string

@description('The plan\'s name.')
@minLength(1)
@maxLength(60)
param planName string

@description('The Azure region.')
@minLength(3)
@maxLength(32)
param location string

@description('Tags of the resources.')
param tags object

@description('flex: Flex Consumption on Linux. windows: Consumption on Windows.')
@allowed([
  'flex'
  'windows'
])
param hostingPlan string

@description('Memory of one instance in MB, for the Flex plan.')
@allowed([
  512
  2048
  4096
])
param instanceMemoryMB int

@description('Instances at most.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int

@description('The largest chunk in bytes.')
@minValue(2097152)
@maxValue(104857600)
param maxChunkBytes int

@description('The longest file in bytes; lowered to what 49,000 of the largest chunks hold.')
@minValue(1)
@maxValue(5138022400000)
param maxFileBytes int

@description('When abandoned uploads are swept: an NCRONTAB expression of six fields.')
@minLength(11)
@maxLength(100)
param sweepSchedule string

@description('Keys the hash under which a client\'s network is remembered.')
@secure()
@minLength(32)
@maxLength(256)
param clientKeySecret string

@description('The origins whose pages may call the API from a browser (SmartTransfer:Cors:Origins).')
@maxLength(50)
param corsAllowedOrigins string[]

@description('Whether pages of these origins may send cookies and certificates along (SmartTransfer:Cors:AllowCredentials). Not with *.')
param corsAllowCredentials bool

@description('The URL by which clients reach what is below /api, where a gateway is in front (SmartTransfer:PublicBaseUrl); empty for none.')
@maxLength(2048)
param publicBaseUrl string

@description('Where the app sends traces, metrics and logs by OTLP over HTTP; empty for nowhere.')
@maxLength(2048)
param otlpEndpoint string

@description('The queue that events are put into; empty for none.')
@maxLength(63)
param eventsQueue string

@description('Where events are posted to; empty for nowhere.')
@maxLength(2048)
param webhookUrl string

@description('Signs what is posted there.')
@secure()
@maxLength(2048)
param webhookSecret string

@description('App settings beside those made here, by name; they win over these.')
@secure()
param extraSettings object

@description('How blobs are named.')
@minLength(1)
@maxLength(1024)
param fileNameTemplate string

@description('What happens where a name without {key} is taken; empty where such names are not allowed.')
@allowed([
  ''
  'fail'
])
param fileNameConflict string

@description('The https URL that is asked before each upload starts; empty for none.')
@maxLength(2048)
param hookBeforeStart string

@description('Where Key Vault keeps what signs the questions; empty for none.')
@maxLength(2048)
param hookSigningUri string

@description('Whose bearer tokens are asked for; empty for none.')
@maxLength(512)
param authorizationIssuer string

@description('For whom the tokens must be issued.')
@maxLength(512)
param authorizationAudience string

@description('The claim that says whom a token is for.')
@minLength(1)
@maxLength(64)
param authorizationSubjectClaim string

@description('A scope or role that tokens must have; empty for none.')
@maxLength(256)
param authorizationScope string

@description('Uploads that one client may have open at once; 0 for any number.')
@minValue(0)
@maxValue(1000)
param clientMaxOpenSessions int

@description('GiB that one client may send a day; 0 for any number.')
@minValue(0)
@maxValue(1048576)
param clientMaxGigabytesPerDay int

@description('Requests that one client may send per second; 0 for any number.')
@minValue(0)
@maxValue(100000)
param clientMaxRequestsPerSecond int

@description('The identity by which the app reaches storage and Application Insights.')
@minLength(3)
@maxLength(128)
param identityName string

@description('The Functions host\'s storage account.')
@minLength(3)
@maxLength(24)
param hostStorageAccountName string

@description('The container of the host\'s account that holds the app\'s package.')
@minLength(3)
@maxLength(63)
param deploymentContainerName string

@description('The account that holds the files and the sessions.')
@minLength(3)
@maxLength(24)
param uploadStorageAccountName string

@description('The container that holds the files.')
@minLength(3)
@maxLength(63)
param uploadContainerName string

@description('The Application Insights component.')
@minLength(1)
@maxLength(255)
param applicationInsightsName string

@description('The workspace to which metrics and logs go.')
@minLength(4)
@maxLength(63)
param workspaceName string

@description('essential: metrics. all: also the host\'s log, which Application Insights has too.')
@allowed([
  'essential'
  'all'
])
param diagnosticLogs string

var flex = hostingPlan == 'flex'

// How many requests an instance takes at once. The measurements behind it, and what it comes to: docs/operations.md, Memory.
//
//   one body in work               5 x maxChunkBytes: 4 times in the Functions host, once in the app
//   one request that waits         1 MiB, which is what the host's web server reads ahead of it; as many wait as are in work
//   taken whatever is in flight    384 MiB
//   requests at once               (instance memory - 384 MiB) / (5 x maxChunkBytes + 1 MiB), at least 1, at most 1,000
//
// host.json has the numbers for the defaults; these two settings override them.
var reservedMB = 384
var memoryPerChunk = 5
var bytesPerWaiting = 1048576
var memoryMB = flex ? instanceMemoryMB : 1536
var concurrency = min(1000, max(1, (memoryMB - reservedMB) * 1048576 / (memoryPerChunk * maxChunkBytes + bytesPerWaiting)))

// A block list holds 50,000 blocks; the app plans with 49,000. It would not start with a longer file allowed.
var plannedBlocks = 49000

var packageAddress = '${hostStorage.properties.primaryEndpoints.blob}${deploymentContainerName}/smart-transfer.zip'

var settings = {
  // The Functions host's own storage, by identity.
  AzureWebJobsStorage__accountName: hostStorageAccountName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.properties.clientId

  // The connection string names the component and holds an instrumentation key, which opens nothing: the component
  // takes telemetry by Entra ID alone.
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identity.properties.clientId}'

  // On Flex the platform scales by the same number; this one makes the host keep to it on either plan.
  AzureFunctionsJobHost__extensions__http__maxConcurrentRequests: string(concurrency)

  // What the plan allows; -1 is no limit. The host restarts the worker, with all that it works on, under a function that
  // lasts longer. So on Windows the app ends requests itself before that, by as much as a call of storage with all its
  // tries may take (SmartTransfer:Retry:TotalTimeout, 2 min).
  AzureFunctionsJobHost__functionTimeout: flex ? '-1' : '00:10:00'
  SmartTransfer__Requests__MaxTime: flex ? '' : '00:08:00'

  // Those in work and as many that wait; the host refuses more with 429.
  AzureFunctionsJobHost__extensions__http__maxOutstandingRequests: string(2 * concurrency)

  SweepSchedule: sweepSchedule
  ConcatenateSchedule: '30 */5 * * * *'

  // Where nobody is told of events the timer would only cost executions: once a year, then.
  EventsSchedule: empty(eventsQueue) && empty(webhookUrl) ? '0 0 0 1 1 *' : '15 * * * * *'
  SmartTransfer__Events__Queue: eventsQueue
  SmartTransfer__Webhooks__app__Url: webhookUrl
  SmartTransfer__Webhooks__app__Secret: webhookSecret
  SmartTransfer__Storage__QueueServiceUri: uploadStorage.properties.primaryEndpoints.queue
  SmartTransfer__Storage__BlobServiceUri: uploadStorage.properties.primaryEndpoints.blob
  SmartTransfer__Storage__TableServiceUri: uploadStorage.properties.primaryEndpoints.table
  SmartTransfer__Storage__ManagedIdentityClientId: identity.properties.clientId
  SmartTransfer__Storage__ContainerName: uploadContainerName
  SmartTransfer__Limits__MaxChunkBytes: string(maxChunkBytes)
  SmartTransfer__Limits__MaxFileBytes: string(min(maxFileBytes, plannedBlocks * maxChunkBytes))

  // The app's own CORS, which names the headers that a page may read; empty is none. See cors below.
  SmartTransfer__Cors__Origins: join(corsAllowedOrigins, ',')
  SmartTransfer__Cors__AllowCredentials: corsAllowCredentials ? 'true' : 'false'

  // The app takes an empty value as not set.
  SmartTransfer__PublicBaseUrl: publicBaseUrl

  // The app takes empty values as not set.
  OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint
  OTEL_EXPORTER_OTLP_PROTOCOL: empty(otlpEndpoint) ? '' : 'http/protobuf'

  // Without it each instance would make its own, and know no client that another one met.
  SmartTransfer__Network__ClientKeySecret: clientKeySecret

  SmartTransfer__Files__NameTemplate: fileNameTemplate
  SmartTransfer__Files__OnConflict: fileNameConflict

  // Nobody is asked without an address. The platform reads what signs from Key Vault, by the app's identity (keyVaultReferenceIdentity);
  // it is in no template and no setting.
  SmartTransfer__Hooks__BeforeStart: hookBeforeStart
  SmartTransfer__Hooks__Secret: empty(hookSigningUri) ? '' : '@Microsoft.KeyVault(SecretUri=${hookSigningUri})'

  // The app takes an empty value as not set: without an issuer no tokens are asked for.
  SmartTransfer__Authorization__Issuer: authorizationIssuer
  SmartTransfer__Authorization__Audience: authorizationAudience
  SmartTransfer__Authorization__SubjectClaim: authorizationSubjectClaim
  SmartTransfer__Authorization__RequiredScope: authorizationScope

  // Empty is no limit.
  SmartTransfer__ClientLimits__MaxOpenSessions: clientMaxOpenSessions == 0 ? '' : string(clientMaxOpenSessions)
  SmartTransfer__ClientLimits__MaxBytesPerDay: clientMaxGigabytesPerDay == 0 ? '' : string(clientMaxGigabytesPerDay * 1073741824)
  SmartTransfer__ClientLimits__MaxRequestsPerSecond: clientMaxRequestsPerSecond == 0 ? '' : string(clientMaxRequestsPerSecond)

  // Room for exactly what the host lets in at once.
  SmartTransfer__Admission__MaxBytesInFlight: string(concurrency * maxChunkBytes)
}

// Flex refuses or ignores these: there the runtime stands in functionAppConfig.
var windowsSettings = {
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'
  WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED: '1'
  WEBSITE_RUN_FROM_PACKAGE: packageAddress
  WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identity.id
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: identityName
}

resource hostStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: hostStorageAccountName
}

resource uploadStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: uploadStorageAccountName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: flex ? 'FC1' : 'Y1'
    tier: flex ? 'FlexConsumption' : 'Dynamic'
  }
  properties: {
    reserved: flex
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: tags
  kind: flex ? 'functionapp,linux' : 'functionapp'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: identity.id
    siteConfig: {
      minTlsVersion: '1.2'
      // On Flex the Functions host answers every preflight itself, whatever stands here, and allows nothing that does not
      // (its JobHostCorsMiddleware); to the answers themselves the app adds what it cannot. On Windows the platform answers
      // only where an origin is named; there the app answers, and lets the browser keep the answer for a day.
      cors: { allowedOrigins: flex ? corsAllowedOrigins : [], supportCredentials: flex && corsAllowCredentials }
      // These replace all that the app has. One that somebody set by hand stays only if extraSettings has it too.
      appSettings: map(items(union(settings, flex ? {} : windowsSettings, extraSettings)), setting => {
        name: setting.key
        value: setting.value
      })
      // Flex has refused these even as null (github.com/microsoft/azure-pipelines-tasks/issues/21032), so there they are left out.
      ...(flex ? {} : {
        ftpsState: 'Disabled'
        netFrameworkVersion: 'v10.0'
        use32BitWorkerProcess: false
        functionAppScaleLimit: min(200, maximumInstanceCount)
      })
    }
    functionAppConfig: flex ? {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostStorage.properties.primaryEndpoints.blob}${deploymentContainerName}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        triggers: {
          http: {
            perInstanceConcurrency: concurrency
          }
        }
      }
    } : null
  }
}

// Publishing by user name and password.
resource noFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noBasicScm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'to-workspace'
  properties: {
    workspaceId: workspace.id
    metrics: [
      { category: 'AllMetrics', enabled: true }
    ]
    logs: [
      { category: 'FunctionAppLogs', enabled: diagnosticLogs == 'all' }
    ]
  }
}

@description('The app\'s name.')
output name string = app.name
