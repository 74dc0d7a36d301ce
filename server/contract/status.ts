/** GET /api/status */
export interface Status {
  version: string
  /** `failed` completes "Not saved: …"; the server keeps trying. */
  /** Where everything is kept, as an absolute path. */
  dataFolder: string
  /** Whether a credential that a client sends must be right, and whether it has to send one. */
  credentials: 'unchecked' | 'checked' | 'required'
  saving: 'ok' | { failed: string }
}
