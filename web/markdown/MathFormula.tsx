import { useEffect, useRef, useState } from 'react'

type RenderMath = typeof import('./renderMath.ts').renderMath

/** Its source until KaTeX is there, and where KaTeX cannot read it. */
export function MathFormula({ formula, isDisplay }: { formula: string; isDisplay: boolean }) {
  const box = useRef<HTMLSpanElement>(null)
  const [render, setRender] = useState<{ math: RenderMath }>()
  useEffect(() => {
    let isCurrent = true
    void import('./renderMath.ts').then(({ renderMath }) => isCurrent && setRender({ math: renderMath }))
    return () => {
      isCurrent = false
    }
  }, [])
  useEffect(() => {
    if (box.current !== null) render?.math(formula, isDisplay, box.current)
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
