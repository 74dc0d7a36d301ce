import { createElement, lazy, useState, type ComponentType, type FunctionComponent } from 'react'
import { preloadLater } from './preload.ts'

/** A component whose code comes apart from the first load: at rest, or when it is first drawn (inside a PartBoundary). */
export type Part<Props extends object> = FunctionComponent<Props> & {
  /** The router calls it before it shows a page. */
  preload: () => Promise<void>
}

export function part<Props extends object>(load: () => Promise<ComponentType<Props>>): Part<Props> {
  let loaded: ComponentType<Props> | undefined
  let whenNeeded = lazy(fetchPart)

  async function fetchPart() {
    try {
      loaded = await load()
      return { default: loaded }
    } catch (error) {
      // React keeps a failure for ever: whoever draws it next tries again.
      whenNeeded = lazy(fetchPart)
      throw error
    }
  }

  function PartView(props: Props) {
    // Without the moment of a fallback where the code is there already; the same type for as long as it is mounted.
    const [View] = useState<ComponentType<Props>>(() => loaded ?? (whenNeeded as ComponentType<Props>))
    return createElement(View, props)
  }

  const preload = async () => {
    if (!loaded) await fetchPart()
  }
  preloadLater(preload)
  return Object.assign(PartView, { preload })
}
