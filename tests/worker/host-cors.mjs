// What the Functions host's JobHostCorsMiddleware does, with which it runs on Flex and Linux Consumption, whatever the platform's allowed
// origins are: it is ASP.NET Core's own middleware with a policy of these origins and of any method and header.

export const isPreflight = ({ method, headers }) =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** Answers a preflight; no function is called. */
export function answerPreflight(origins, request, response) {
  response.writeHead(204, isAllowed(origins, request) && {
    ...allow(origins, request, {}),
    'access-control-allow-methods': request.headers['access-control-request-method'],
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '',
  }).end();
}

/** The headers of an answer, with those that let the page read it. Of one name there is one: the last one that was set. */
export function allow(origins, request, headers) {
  if (request.headers.origin === undefined || !isAllowed(origins, request)) {
    return headers;
  }

  const vary = origins.length > 1 ? { vary: [headers.vary, 'Origin'].filter(Boolean).join(', ') } : {};
  return { ...headers, ...vary, 'access-control-allow-origin': origins.includes('*') ? '*' : request.headers.origin };
}

const isAllowed = (origins, { headers }) => origins.includes('*') || origins.some((origin) => origin.toLowerCase() === headers.origin.toLowerCase());
