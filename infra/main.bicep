// Smart Transfer in Azure: one resource group with everything in it, and no key anywhere that opens anything.
// How to deploy it, what it creates and what has been checked: docs/deploy.md.
targetScope = 'subscription'

@description('Names the environment, e.g. dev or prod. Part of the resource group\'s name and of the hash that makes other names unique.')
@minLength(2)
@maxLength(24)
param environmentName string

@description('The Azure region of everything, e.g. westeurope. For the Flex plan one of: az functionapp list-flexconsumption-locations.')
@minLength(3)
@maxLength(32)
param location string

@description('The resource group that is created.')
@minLength(1)
@maxLength(90)
param resourceGroupName string = 'rg-smart-transfer-${environmentName}'

@description('Where the app runs: flex is Flex Consumption on Linux, windows is the older Consumption plan on Windows.')
@allowed([
  'flex'
  'windows'
])
param hostingPlan string = 'flex'

@description('Memory of one instance in MB. Only for the Flex plan; an instance of the Consumption plan has 1,536 MB.')
@allowed([
  512
  2048
  4096
])
param instanceMemoryMB int = 2048

@description('Instances at most. The Consumption plan on Windows goes no higher than 200. Some regions refuse fewer than 40 on the Flex plan.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('The largest chunk in bytes (SmartTransfer:Limits:MaxChunkBytes). Default 8 MiB; at least the 2 MiB that fast links are advised, at most 100 MiB, the Functions host\'s limit for a body. Above 25 MiB choose instances of 2,048 MB or more: one body must fit.')
@minValue(2097152)
@maxValue(104857600)
param maxChunkBytes int = 8388608

@description('The longest file in bytes (SmartTransfer:Limits:MaxFileBytes). Default 256 GiB. Lowered to 49,000 times maxChunkBytes where it is more: a longer file could not be stored.')
@minValue(1)
@maxValue(5138022400000)
param maxFileBytes int = 274877906944

@description('When abandoned uploads are swept, as an NCRONTAB expression of six fields. Default every hour. sweepSilence must be longer than the gap between two runs.')
@minLength(11)
@maxLength(100)
param sweepSchedule string = '0 0 * * * *'

@description('Keys the hash under which a client\'s network is remembered (SmartTransfer:Network:ClientKeySecret): 32 to 256 random characters. Empty, the default: a new key with each deployment, and what was remembered is then forgotten. Give your own to keep it. It opens nothing.')
@secure()
@maxLength(256)
param clientKeySecret string = ''

@description('The key where clientKeySecret is empty. Leave it to the deployment, which makes a new one each time.')
@secure()
@minLength(32)
@maxLength(256)
param newClientKeySecret string = newGuid()

@description('The origins whose pages may call the API from a browser (SmartTransfer:Cors:Origins), e.g. https://app.example.com, without a path; * alone for all. Empty: none. On Flex the platform\'s CORS gets them too: there the Functions host answers preflights before the app.')
@maxLength(50)
param corsAllowedOrigins string[] = []

@description('Whether pages of these origins may send cookies and certificates along, such as those by which a gateway in front knows its users (SmartTransfer:Cors:AllowCredentials). Not with *.')
param corsAllowCredentials bool = false

@description('The URL by which clients reach what is below /api, where a gateway or CDN is in front (SmartTransfer:PublicBaseUrl), e.g. https://files.example/transfer. Empty: clients reach the app itself.')
@maxLength(2048)
param publicBaseUrl string = ''

@description('How blobs are named (SmartTransfer:Files:NameTemplate), e.g. {owner}/{yyyy}/{MM}/{dd}/{key}/{fileName}. Without {key} in it, fileNameConflict must be fail.')
@minLength(1)
@maxLength(1024)
param fileNameTemplate string = '{key}'

@description('What happens where a name without {key} is taken (SmartTransfer:Files:OnConflict). Empty, the default: such names are not allowed.')
@allowed([
  ''
  'fail'
])
param fileNameConflict string = ''

@description('The https URL that is asked before each upload starts (SmartTransfer:Hooks:BeforeStart). Empty, the default: none is.')
@maxLength(2048)
param hookBeforeStart string = ''

@description('Where Key Vault keeps what signs the questions (SmartTransfer:Hooks:Secret), e.g. https://<vault>.vault.azure.net/secrets/<name>. Needed with hookBeforeStart. The app\'s identity must be able to read it, see keyVaultName.')
@maxLength(2048)
param hookSigningUri string = ''

@description('Whose bearer tokens are asked for beside the function key (SmartTransfer:Authorization:Issuer), e.g. https://login.microsoftonline.com/<tenant id>/v2.0. Empty, the default: none are asked for.')
@maxLength(512)
param authorizationIssuer string = ''

@description('For whom the tokens must be issued (SmartTransfer:Authorization:Audience). Needed with authorizationIssuer, and only then.')
@maxLength(512)
param authorizationAudience string = ''

@description('The claim that says whom a token is for (SmartTransfer:Authorization:SubjectClaim). Entra ID: sub is another one for each app registration, oid the same throughout the tenant.')
@minLength(1)
@maxLength(64)
param authorizationSubjectClaim string = 'sub'

@description('A scope or role that tokens must have (SmartTransfer:Authorization:RequiredScope). Empty: none.')
@maxLength(256)
param authorizationScope string = ''

@description('Uploads that one client may have open at once (SmartTransfer:ClientLimits:MaxOpenSessions). 0, the default: any number.')
@minValue(0)
@maxValue(1000)
param clientMaxOpenSessions int = 0

@description('GiB that one client may send a day (SmartTransfer:ClientLimits:MaxBytesPerDay). 0, the default: any number.')
@minValue(0)
@maxValue(1048576)
param clientMaxGigabytesPerDay int = 0

@description('Requests that one client may send per second, on average over a minute (SmartTransfer:ClientLimits:MaxRequestsPerSecond). 0, the default: any number.')
@minValue(0)
@maxValue(100000)
param clientMaxRequestsPerSecond int = 0

@description('The queue of the account with the files that events are put into (SmartTransfer:Events:Queue), e.g. smart-transfer-events. Empty, the default: none.')
@maxLength(63)
param eventsQueue string = ''

@description('Where events are posted to (SmartTransfer:Webhooks:app:Url): https. Empty, the default: nowhere. More webhooks: extraSettings, docs/deploy.md.')
@maxLength(2048)
param webhookUrl string = ''

@description('Signs what is posted to webhookUrl (SmartTransfer:Webhooks:app:Secret): whsec_ and 24 to 64 random bytes in base64, or a reference to a secret of Key Vault, @Microsoft.KeyVault(...). Needed with webhookUrl, and only then.')
@secure()
@maxLength(2048)
param webhookSecret string = ''

@description('App settings beside those that follow from the other parameters, by name, such as { SmartTransfer__Webhooks__crm__Url: \'https://...\' }. They win over those. A deployment removes every setting that is neither here nor made by the other parameters.')
@secure()
param extraSettings object = {}

@description('The key vault that holds secrets which settings of the app name: hookSigningUri, and @Microsoft.KeyVault(...) in webhookSecret or extraSettings. It must exist. The app\'s identity gets the role Key Vault Secrets User on it before the app is made. Empty, the default: nobody gets a role.')
@maxLength(24)
param keyVaultName string = ''

@description('The resource group of keyVaultName, in the same subscription. Empty, the default: the app\'s own.')
@maxLength(90)
param keyVaultResourceGroupName string = ''

@description('Where the app sends traces, metrics and logs by OTLP over HTTP (OTEL_EXPORTER_OTLP_ENDPOINT), such as https://collector.example:4318. Empty: nowhere; Application Insights gets what the Functions host logs all the same.')
@maxLength(2048)
param otlpEndpoint string = ''

@description('The redundancy of the account that holds the files. Zone-redundant kinds exist only in regions with zones.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
  'Standard_GRS'
  'Standard_RAGRS'
  'Standard_GZRS'
  'Standard_RAGZRS'
])
param uploadStorageSku string = 'Standard_LRS'

@description('Days for which a deleted file can be brought back.')
@minValue(1)
@maxValue(365)
param softDeleteDays int = 7

@description('Deletes completed files so many days after they were completed. 0, the default: never.')
@minValue(0)
@maxValue(36500)
param deleteCompletedFilesAfterDays int = 0

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('essential: metrics, and which blobs are deleted. all: also each call of blobs and tables, and the host\'s own log. A chunk is a write, so all costs a log line for each chunk; and the names of rows in these lines are the ids of uploads, which are the right to write to them.')
@allowed([
  'essential'
  'all'
])
param diagnosticLogs string = 'essential'

@description('Who is told of alerts. Empty: alerts show in the portal alone.')
@maxLength(254)
param alertEmail string = ''

@description('An alert is raised when no sweep has run for so long (ISO 8601). Must be longer than the gap between two runs of sweepSchedule.')
@allowed([
  'PT2H'
  'PT3H'
  'PT6H'
  'P1D'
  'P2D'
])
param sweepSilence string = 'PT3H'

@description('An alert is raised when the app answered this share of requests, in percent, with 5xx within 15 minutes. 503 counts: the app answers it when it is full, and often means that it needs more instances. Cut connections do not count.')
@minValue(1)
@maxValue(100)
param serverErrorPercent int = 5

@description('An alert is raised when this share of requests, in percent, was cut off or failed in the Functions host within 15 minutes. Set it above what the links of your clients cut on an ordinary day.')
@minValue(1)
@maxValue(100)
param hostFailurePercent int = 50

@description('An alert is raised when storage throttled more requests than this within 15 minutes.')
@minValue(1)
@maxValue(1000000)
param throttledRequests int = 100

@description('The object id of whoever uploads the app\'s package. Only for the Consumption plan on Windows, where the package is uploaded to storage by hand. Empty: nobody is given access.')
@maxLength(36)
param deployerPrincipalId string = ''

@description('What kind of principal deployerPrincipalId is.')
@allowed([
  'User'
  'Group'
  'ServicePrincipal'
])
param deployerPrincipalType string = 'User'

var token = uniqueString(subscription().id, environmentName, location)

// azd finds the resource group of an environment by this tag.
var tags = {
  'azd-env-name': environmentName
}

var deploymentContainerName = 'app-package'

// What the app itself would create; created here, so that its first request need not.
var uploadContainerName = 'uploads'
var uploadTableNames = [
  'uploads'
  'expiries'
  'networks'
  'limits'
  'claims'
  'events'
  'lists'
]

// learn.microsoft.com/azure/role-based-access-control/built-in-roles
var roleIds = {
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  'Storage Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  'Monitoring Metrics Publisher': '3913510d-42f4-4e42-8a64-420c390055eb'
  'Key Vault Secrets User': '4633458b-17de-408a-b874-0445c86b69e6'
}

// Who may do what where. The Functions host keeps keys, leases of timers and the package in blobs (Owner), and its
// diagnostic events in a table; queues are what its documentation asks for beside them. The app itself reads, stages,
// commits and deletes blobs, and works on five tables: it needs no Owner.
var appAssignments = [
  { principal: 'app', role: 'Storage Blob Data Owner', scope: 'host' }
  { principal: 'app', role: 'Storage Queue Data Contributor', scope: 'host' }
  { principal: 'app', role: 'Storage Table Data Contributor', scope: 'host' }
  { principal: 'app', role: 'Storage Blob Data Contributor', scope: 'uploads' }
  { principal: 'app', role: 'Storage Table Data Contributor', scope: 'uploads' }
  { principal: 'app', role: 'Monitoring Metrics Publisher', scope: 'telemetry' }
]

// Only where events are put into a queue of the account with the files.
var queueAssignments = [
  { principal: 'app', role: 'Storage Queue Data Contributor', scope: 'uploads' }
]

// On Flex the platform writes the package by the app's own identity.
var deployerAssignments = [
  { principal: 'deployer', role: 'Storage Blob Data Contributor', scope: 'host' }
]
var packageIsUploaded = hostingPlan == 'windows' && !empty(deployerPrincipalId)
var assignments = concat(appAssignments, empty(eventsQueue) ? [] : queueAssignments, packageIsUploaded ? deployerAssignments : [])

resource resourceGroup 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: resourceGroupName
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: resourceGroup
  params: {
    name: 'id-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: resourceGroup
  params: {
    workspaceName: 'log-${token}'
    applicationInsightsName: 'appi-${token}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
  }
}

// The Functions host's own account. Apart from the files, so that a busy upload never throttles the host's leases.
module hostStorage 'modules/storage-account.bicep' = {
  name: 'host-storage'
  scope: resourceGroup
  params: {
    name: 'sthost${token}'
    location: location
    tags: tags
    skuName: 'Standard_LRS'
    containerNames: [
      deploymentContainerName
    ]
    softDeleteDays: softDeleteDays
    workspaceName: monitoring.outputs.workspaceName
    diagnosticLogs: 'essential'
  }
}

// The files and the sessions.
module uploadStorage 'modules/storage-account.bicep' = {
  name: 'upload-storage'
  scope: resourceGroup
  params: {
    name: 'stupload${token}'
    location: location
    tags: tags
    skuName: uploadStorageSku
    containerNames: [
      uploadContainerName
    ]
    tableNames: uploadTableNames
    queueNames: empty(eventsQueue) ? [] : [ eventsQueue ]
    softDeleteDays: softDeleteDays
    deleteBlobsAfterDays: deleteCompletedFilesAfterDays
    deleteBlobsPrefix: '${uploadContainerName}/'
    workspaceName: monitoring.outputs.workspaceName
    diagnosticLogs: diagnosticLogs
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  scope: resourceGroup
  params: {
    displayName: 'Smart Transfer ${environmentName}'
    location: location
    tags: tags
    workspaceName: monitoring.outputs.workspaceName
    uploadStorageAccountName: uploadStorage.outputs.name
  }
}

module access 'modules/role-assignment.bicep' = [for (assignment, index) in assignments: {
  name: 'access-${index}'
  scope: resourceGroup
  params: {
    principalId: assignment.principal == 'app' ? identity.outputs.principalId : deployerPrincipalId
    principalType: assignment.principal == 'app' ? 'ServicePrincipal' : deployerPrincipalType
    roleId: roleIds[assignment.role]
    scopeKind: assignment.scope == 'telemetry' ? 'telemetry' : 'storage'
    storageAccountName: assignment.scope == 'host' ? hostStorage.outputs.name : uploadStorage.outputs.name
    applicationInsightsName: monitoring.outputs.applicationInsightsName
  }
}]

module vaultAccess 'modules/vault-access.bicep' = if (!empty(keyVaultName)) {
  name: 'vault-access'
  scope: az.resourceGroup(empty(keyVaultResourceGroupName) ? resourceGroupName : keyVaultResourceGroupName)
  params: {
    principalId: identity.outputs.principalId
    roleId: roleIds['Key Vault Secrets User']
    vaultName: keyVaultName
  }
}

module functionApp 'modules/function-app.bicep' = {
  name: 'function-app'
  scope: resourceGroup
  params: {
    name: 'func-${token}'
    planName: 'plan-${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'api' })
    hostingPlan: hostingPlan
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    maxChunkBytes: maxChunkBytes
    maxFileBytes: maxFileBytes
    sweepSchedule: sweepSchedule
    clientKeySecret: empty(clientKeySecret) ? newClientKeySecret : clientKeySecret
    corsAllowedOrigins: corsAllowedOrigins
    corsAllowCredentials: corsAllowCredentials
    publicBaseUrl: publicBaseUrl
    otlpEndpoint: otlpEndpoint
    eventsQueue: eventsQueue
    webhookUrl: webhookUrl
    webhookSecret: webhookSecret
    extraSettings: extraSettings
    fileNameTemplate: fileNameTemplate
    fileNameConflict: fileNameConflict
    hookBeforeStart: hookBeforeStart
    hookSigningUri: hookSigningUri
    authorizationIssuer: authorizationIssuer
    authorizationAudience: authorizationAudience
    authorizationSubjectClaim: authorizationSubjectClaim
    authorizationScope: authorizationScope
    clientMaxOpenSessions: clientMaxOpenSessions
    clientMaxGigabytesPerDay: clientMaxGigabytesPerDay
    clientMaxRequestsPerSecond: clientMaxRequestsPerSecond
    identityName: identity.outputs.name
    hostStorageAccountName: hostStorage.outputs.name
    deploymentContainerName: deploymentContainerName
    uploadStorageAccountName: uploadStorage.outputs.name
    uploadContainerName: uploadContainerName
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    workspaceName: monitoring.outputs.workspaceName
    diagnosticLogs: diagnosticLogs
  }
  // An app that starts before it may read its storage fails its first requests. One whose secret cannot be read gets the reference's
  // text in its place, and does not start.
  dependsOn: [
    access
    vaultAccess
  ]
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: resourceGroup
  params: {
    nameSuffix: token
    location: location
    tags: tags
    workspaceName: monitoring.outputs.workspaceName
    uploadStorageAccountName: uploadStorage.outputs.name
    alertEmail: alertEmail
    sweepSilence: sweepSilence
    serverErrorPercent: serverErrorPercent
    hostFailurePercent: hostFailurePercent
    throttledRequests: throttledRequests
  }
}

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = resourceGroup.name

@description('The function app. Its address is https://<name>.azurewebsites.net, or what the portal shows as its default domain.')
output FUNCTION_APP_NAME string = functionApp.outputs.name

@description('The account that holds the files and the sessions.')
output UPLOAD_STORAGE_ACCOUNT_NAME string = uploadStorage.outputs.name

@description('The Functions host\'s account.')
output HOST_STORAGE_ACCOUNT_NAME string = hostStorage.outputs.name

@description('The container of the host\'s account that holds the app\'s package.')
output DEPLOYMENT_CONTAINER_NAME string = deploymentContainerName

@description('The app\'s identity.')
output IDENTITY_NAME string = identity.outputs.name

@description('The workspace that holds the logs.')
output LOG_ANALYTICS_WORKSPACE_NAME string = monitoring.outputs.workspaceName

@description('The Application Insights component.')
output APPLICATION_INSIGHTS_NAME string = monitoring.outputs.applicationInsightsName
