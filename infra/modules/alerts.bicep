// What somebody should be told of. Each rule closes by itself once its cause is gone.

@description('Ends the names of the rules.')
@minLength(1)
@maxLength(24)
param nameSuffix string

@description('The Azure region of the log rules.')
@minLength(3)
@maxLength(32)
param location string

@description('Tags of the resources.')
param tags object

@description('The workspace that holds the logs.')
@minLength(4)
@maxLength(63)
param workspaceName string

@description('The account that holds the files and the sessions.')
@minLength(3)
@maxLength(24)
param uploadStorageAccountName string

@description('Who is told. Empty: nobody, the alerts show in the portal.')
@maxLength(254)
param alertEmail string

@description('How long no sweep may have run (ISO 8601).')
@allowed([
  'PT2H'
  'PT3H'
  'PT6H'
  'P1D'
  'P2D'
])
param sweepSilence string

@description('The share of answers of the app with 5xx, in percent, at which to alert.')
@minValue(1)
@maxValue(100)
param serverErrorPercent int

@description('The share of requests that were cut off or failed in the Functions host, in percent, at which to alert.')
@minValue(1)
@maxValue(100)
param hostFailurePercent int

@description('The number of throttled storage requests in 15 minutes above which to alert.')
@minValue(1)
@maxValue(1000000)
param throttledRequests int

// The Functions host writes the status of the answer as ResultCode, and whether the function ran to its end as Success, whatever the
// status (azure-webjobs-sdk, WebJobsTelemetryInitializer). The app lets no exception out of a function: a 5xx of its own has Success.
// A connection that is cut has not: the host throws ("ForwarderError") and sets 500 (its ExceptionMiddleware). Cuts are what this service
// is for, so they must not count as errors of the app.
//
// A timer's run has no status code (0). Fewer than 20 requests make no share worth waking for.
var shareQuery = '''
AppRequests
| extend Status = toint(ResultCode)
| where Status >= 100
| summarize Requests = sum(ItemCount), Failed = sumif(ItemCount, Status >= 500 and OUTCOME)
| where Requests >= 20
| project Percent = 100.0 * Failed / Requests
'''
var serverErrorQuery = replace(shareQuery, 'OUTCOME', 'Success')

// An app or a host that crashes shows only here, among the cuts; hence the much higher share.
var hostFailureQuery = replace(shareQuery, 'OUTCOME', 'not(Success)')

// The sweep's own log line, by its event or by its text. Log lines may be sampled away when much is logged, runs of
// functions are not (host.json), so a run that succeeded counts as well.
var sweepQuery = '''
union
  (AppTraces | where tostring(Properties.EventName) == 'Swept' or Message startswith 'Sweep: '),
  (AppRequests | where Name == 'SweepExpiredUploads' and Success)
| summarize Runs = count()
'''

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource uploadStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: uploadStorageAccountName
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(alertEmail)) {
  name: 'ag-${nameSuffix}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'SmartTransf'
    emailReceivers: [
      {
        name: 'email'
        emailAddress: alertEmail
        useCommonAlertSchema: true
      }
    ]
  }
}

resource serverErrors 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = {
  name: 'alert-5xx-${nameSuffix}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Smart Transfer: many requests fail'
    description: 'Of the requests in 15 minutes, the app answered at least ${serverErrorPercent} % with 5xx. Cut connections do not count.'
    severity: 1
    enabled: true
    autoMitigate: true
    // The tables come into being with the first telemetry.
    skipQueryValidation: true
    scopes: [
      workspace.id
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      allOf: [
        {
          query: serverErrorQuery
          metricMeasureColumn: 'Percent'
          timeAggregation: 'Maximum'
          operator: 'GreaterThanOrEqual'
          threshold: serverErrorPercent
        }
      ]
    }
    actions: {
      actionGroups: empty(alertEmail) ? [] : [ people.id ]
    }
  }
}

resource hostFailures 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = {
  name: 'alert-host-${nameSuffix}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Smart Transfer: many requests end without an answer'
    description: 'Of the requests in 15 minutes, at least ${hostFailurePercent} % were cut off or failed in the Functions host. Bad links, or an app that crashes or does not start.'
    severity: 2
    enabled: true
    autoMitigate: true
    skipQueryValidation: true
    scopes: [
      workspace.id
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      allOf: [
        {
          query: hostFailureQuery
          metricMeasureColumn: 'Percent'
          timeAggregation: 'Maximum'
          operator: 'GreaterThanOrEqual'
          threshold: hostFailurePercent
        }
      ]
    }
    actions: {
      actionGroups: empty(alertEmail) ? [] : [ people.id ]
    }
  }
}

resource sweepSilent 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = {
  name: 'alert-sweep-${nameSuffix}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Smart Transfer: the sweep has not run'
    description: 'No sweep within ${sweepSilence}. Abandoned uploads keep their blocks until Azure collects them after a week, and their rows for good.'
    severity: 2
    enabled: true
    autoMitigate: true
    skipQueryValidation: true
    scopes: [
      workspace.id
    ]
    evaluationFrequency: 'PT1H'
    windowSize: sweepSilence
    criteria: {
      allOf: [
        {
          query: sweepQuery
          metricMeasureColumn: 'Runs'
          timeAggregation: 'Total'
          operator: 'LessThan'
          threshold: 1
        }
      ]
    }
    actions: {
      actionGroups: empty(alertEmail) ? [] : [ people.id ]
    }
  }
}

// What storage answers with 503 (ServerBusy) or 429, as its metrics name it. Blobs and tables together.
resource storageThrottled 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'alert-throttled-${nameSuffix}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Storage throttled more than ${throttledRequests} requests of one kind in 15 minutes.'
    severity: 2
    enabled: true
    autoMitigate: true
    scopes: [
      uploadStorage.id
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'throttled'
          metricNamespace: 'Microsoft.Storage/storageAccounts'
          metricName: 'Transactions'
          dimensions: [
            {
              name: 'ResponseType'
              operator: 'Include'
              values: [
                'ServerBusyError'
                'ClientThrottlingError'
                'ClientAccountRequestThrottlingError'
                'ClientAccountBandwidthThrottlingError'
              ]
            }
          ]
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: throttledRequests
          // A kind of answer that has not yet occurred is not yet known to the metric.
          skipMetricValidation: true
        }
      ]
    }
    actions: empty(alertEmail) ? [] : [
      { actionGroupId: people.id }
    ]
  }
}
