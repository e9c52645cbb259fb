// Lets the app's identity read the secrets of a vault that exists already, in whichever resource group it is.

@description('The object id of the app\'s identity.')
@minLength(36)
@maxLength(36)
param principalId string

@description('The GUID of the role Key Vault Secrets User.')
@minLength(36)
@maxLength(36)
param roleId string

@description('The key vault.')
@minLength(3)
@maxLength(24)
param vaultName string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

resource onVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, principalId, roleId)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
  }
}
