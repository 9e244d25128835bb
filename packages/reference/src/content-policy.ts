/** This server and no other address. Swagger UI sets styles on elements and draws icons from data addresses. */
export function policyOf(baseUrl: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    `report-uri ${baseUrl}api/security/csp-report`,
  ].join('; ');
}
