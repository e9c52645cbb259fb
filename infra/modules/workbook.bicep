// What an operator looks at: requests, storage, timers, and the app's own metrics where they come to the workspace.

@description('The name that the portal shows.')
@minLength(1)
@maxLength(120)
param displayName string

@description('The Azure region.')
@minLength(3)
@maxLength(32)
param location string

@description('Tags of the resource.')
param tags object

@description('The workspace that holds logs and metrics.')
@minLength(4)
@maxLength(63)
param workspaceName string

@description('The account that holds the files and the sessions.')
@minLength(3)
@maxLength(24)
param uploadStorageAccountName string

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource uploadStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: uploadStorageAccountName
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  // A workbook's name is a GUID.
  name: guid(resourceGroup().id, displayName)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: displayName
    category: 'workbook'
    sourceId: workspace.id
    serializedData: replace(replace(loadTextContent('../dashboards/smart-transfer.workbook.json'), '{uploadStorageId}', uploadStorage.id), '{workspaceId}', workspace.id)
  }
}
