/** Answers a browser's question before a request from another origin, as a hosted project does; `null` for other requests. */
export function preflight(request: Request): Response | null {
  const method = request.headers.get("access-control-request-method");
  if (request.method !== "OPTIONS" || method === null) return null;
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
      // Named one by one: the wildcard does not cover `authorization`.
      "access-control-allow-headers": request.headers.get("access-control-request-headers") ?? "",
      "access-control-max-age": "3600",
    },
  });
}

/** The answer, readable from every origin. */
export function forEveryOrigin(answer: Response): Response {
  if (answer.headers.has("access-control-allow-origin")) return answer;
  const headers = new Headers(answer.headers);
  headers.set("access-control-allow-origin", "*");
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}
