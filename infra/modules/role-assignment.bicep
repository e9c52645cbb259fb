// Gives one principal one role on one resource. A scope must name a resource of a known type, hence the two kinds.

@description('The object id of who is given the role.')
@minLength(36)
@maxLength(36)
param principalId string

@description('What kind of principal that is. Told, because a new identity is not at once found everywhere.')
@allowed([
  'User'
  'Group'
  'ServicePrincipal'
])
param principalType string

@description('The GUID of a built-in role.')
@minLength(36)
@maxLength(36)
param roleId string

@description('Whether the role is for the storage account or for the Application Insights component.')
@allowed([
  'storage'
  'telemetry'
])
param scopeKind string

@description('The storage account.')
@minLength(3)
@maxLength(24)
param storageAccountName string

@description('The Application Insights component.')
@minLength(1)
@maxLength(255)
param applicationInsightsName string

var roleDefinitionId = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageAccountName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource onStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (scopeKind == 'storage') {
  scope: account
  name: guid(account.id, principalId, roleId)
  properties: {
    principalId: principalId
    principalType: principalType
    roleDefinitionId: roleDefinitionId
  }
}

resource onTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (scopeKind == 'telemetry') {
  scope: applicationInsights
  name: guid(applicationInsights.id, principalId, roleId)
  properties: {
    principalId: principalId
    principalType: principalType
    roleDefinitionId: roleDefinitionId
  }
}
