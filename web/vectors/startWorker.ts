/**
 * Starts a module worker from our own origin. The page demands Trusted Types for script addresses (the server's
 * content-security-policy), and a worker's address is one; this policy lets through nothing but our own built files.
 */
export function startWorker(url: string, name: string): Worker {
  // The DOM types of TypeScript take a plain address only.
  return new Worker(trusted(url) as string, { type: 'module', name })
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown }
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined

function trusted(url: string): unknown {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  policy ??= trustedTypes?.createPolicy('ai-playground-workers', {
    createScriptURL(address) {
      if (new URL(address, location.href).origin === location.origin) return address
      throw new TypeError('Workers come from this server only.')
    },
  })
  return policy?.createScriptURL(url) ?? url
}
