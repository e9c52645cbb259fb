// The identity by which the app reaches everything. User-assigned, so that its roles are there before the app is.

@description('The identity\'s name.')
@minLength(3)
@maxLength(128)
param name string

@description('The Azure region.')
@minLength(3)
@maxLength(32)
param location string

@description('Tags of the resource.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
  tags: tags
}

@description('The identity\'s name.')
output name string = identity.name

@description('The object id to which roles are assigned. An id, no secret.')
output principalId string = identity.properties.principalId
