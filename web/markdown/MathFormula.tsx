import { useEffect, useRef, useState } from 'react'

type RenderMath = typeof import('./renderMath.ts').renderMath

/** Its source until KaTeX is there, and where KaTeX fails. */
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
    if (box.current === null || render === undefined) return
    try {
      render.math(formula, isDisplay, box.current)
    } catch {
      // Whatever throwOnError does not cover: the reader keeps the source.
      box.current.textContent = formula
    }
  }, [render, formula, isDisplay])
  const className = isDisplay ? 'md-math md-math-display' : 'md-math'
  // Two elements: what KaTeX builds is its own, React never looks inside.
  return render === undefined ? (
    <code className={className} dir="ltr" key="source">
      {formula}
    </code>
  ) : (
    <span className={className} dir="ltr" ref={box} key="formula" />
  )
}
