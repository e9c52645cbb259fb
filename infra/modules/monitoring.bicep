// Logs and telemetry. Neither takes data by key: Application Insights by Entra ID alone.

@description('The Log Analytics workspace\'s name.')
@minLength(4)
@maxLength(63)
param workspaceName string

@description('The Application Insights component\'s name.')
@minLength(1)
@maxLength(255)
param applicationInsightsName string

@description('The Azure region.')
@minLength(3)
@maxLength(32)
param location string

@description('Tags of the resources.')
param tags object

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param retentionDays int

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: retentionDays
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: applicationInsightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

@description('The workspace\'s name.')
output workspaceName string = workspace.name

@description('The component\'s name.')
output applicationInsightsName string = applicationInsights.name
