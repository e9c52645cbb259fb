// A storage account that no key opens: shared keys, and with them every SAS that a key signs, are refused.
// It is reachable from the internet, but only with a token of Entra ID and a role. A private network is not set up here.

@description('The account\'s name, unique in Azure.')
@minLength(3)
@maxLength(24)
param name string

@description('The Azure region.')
@minLength(3)
@maxLength(32)
param location string

@description('Tags of the resources.')
param tags object

@description('The redundancy.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
  'Standard_GRS'
  'Standard_RAGRS'
  'Standard_GZRS'
  'Standard_RAGZRS'
])
param skuName string

@description('The containers to create.')
@maxLength(10)
param containerNames string[] = []

@description('The tables to create.')
@maxLength(10)
param tableNames string[] = []

@description('The queues to create.')
@maxLength(10)
param queueNames string[] = []

@description('Days for which a deleted blob or container can be brought back.')
@minValue(1)
@maxValue(365)
param softDeleteDays int

@description('Deletes blobs so many days after they were last written. 0: never.')
@minValue(0)
@maxValue(36500)
param deleteBlobsAfterDays int = 0

@description('Which blobs deleteBlobsAfterDays speaks of: those whose container and name begin with this.')
@minLength(1)
@maxLength(1024)
param deleteBlobsPrefix string = 'none/'

@description('The workspace to which metrics and logs go.')
@minLength(4)
@maxLength(63)
param workspaceName string

@description('essential: metrics, and which blobs are deleted. all: also each read and write, and what is deleted from tables.')
@allowed([
  'essential'
  'all'
])
param diagnosticLogs string

// The same for the Blob and the Table service.
var metrics = [
  { category: 'Transaction', enabled: true }
]

// A blob is named by its upload's key, which opens nothing. A row of a table is named by the upload's id, the right to write to it, and
// the log has that name (Uri, ObjectKey): it is written only where all is asked for.
var everyCall = diagnosticLogs == 'all'
var blobLogs = [
  { category: 'StorageRead', enabled: everyCall }
  { category: 'StorageWrite', enabled: everyCall }
  { category: 'StorageDelete', enabled: true }
]
var tableLogs = [
  { category: 'StorageRead', enabled: everyCall }
  { category: 'StorageWrite', enabled: everyCall }
  { category: 'StorageDelete', enabled: everyCall }
]

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: skuName
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: 'Allow'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: {
      enabled: true
      days: softDeleteDays
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: softDeleteDays
    }
  }
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [for containerName in containerNames: {
  parent: blobs
  name: containerName
  properties: {
    publicAccess: 'None'
  }
}]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' = [for tableName in tableNames: {
  parent: tableService
  name: tableName
}]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = [for queueName in queueNames: {
  parent: queueService
  name: queueName
}]

// What was abandoned needs no rule: the sweep discards its blocks, and Azure collects uncommitted blocks a week after
// the last one. No lifecycle rule sees uncommitted blocks, so one could only ever delete completed files; that is why
// this one is off unless it is asked for.
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = if (deleteBlobsAfterDays > 0) {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'deleteCompletedFiles'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                deleteBlobsPrefix
              ]
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: deleteBlobsAfterDays
                }
              }
            }
          }
        }
      ]
    }
  }
}

resource blobDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'to-workspace'
  properties: {
    workspaceId: workspace.id
    metrics: metrics
    logs: blobLogs
  }
}

resource tableDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: tableService
  name: 'to-workspace'
  properties: {
    workspaceId: workspace.id
    metrics: metrics
    logs: tableLogs
  }
}

@description('The account\'s name.')
output name string = account.name
