import { ApiError } from './request.ts'

/** What to tell a person about anything a request threw. */
export function failureMessage(error: unknown): string {
  if (error instanceof ApiError) {
    const { message, providerMessage } = error.failure
    return providerMessage ? `${message} “${providerMessage}”` : message
  }
  return error instanceof Error ? error.message : String(error)
}
