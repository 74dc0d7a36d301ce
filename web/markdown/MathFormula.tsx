import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { preloadLater } from '../ui/preload.ts'
import { loadedMath, loadMath } from './loadMath.ts'

preloadLater(loadMath)

/** Its source until KaTeX is there, and where KaTeX cannot read it. */
export function MathFormula({ formula, isDisplay }: { formula: string; isDisplay: boolean }) {
  const box = useRef<HTMLSpanElement>(null)
  const [render, setRender] = useState(loadedMath)
  useEffect(() => {
    if (render !== undefined) return undefined
    let isCurrent = true
    const show = () => isCurrent && setRender(loadedMath)
    // Without it the source stays, which says the same.
    loadMath().then(show, () => undefined)
    return () => {
      isCurrent = false
    }
  }, [render])
  // Before the frame is painted: the source is not as high as the formula.
  useLayoutEffect(() => {
    if (box.current !== null) render?.(formula, isDisplay, box.current)
  }, [render, formula, isDisplay])
  const className = isDisplay ? 'md-math md-math-display' : 'md-math'
  // Two elements: what KaTeX builds is its own, and so is the class; React never looks inside.
  return render === undefined ? (
    <code className={className} dir="ltr" key="source">
      {formula}
    </code>
  ) : (
    <span dir="ltr" ref={box} key="formula" />
  )
}
