type RenderMath = typeof import('./renderMath.ts').renderMath

let loaded: RenderMath | undefined

/** KaTeX is a chunk of its own. */
export async function loadMath(): Promise<void> {
  loaded ??= (await import('./renderMath.ts')).renderMath
}

/** Undefined until it is loaded. */
export function loadedMath(): RenderMath | undefined {
  return loaded
}
