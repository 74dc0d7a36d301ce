/** GET /api/status */
export interface Status {
  version: string
  /** `failed` completes "Not saved: …"; the server keeps trying. */
  saving: 'ok' | { failed: string }
}
