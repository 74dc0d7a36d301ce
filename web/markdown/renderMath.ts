import 'katex/dist/katex.min.css'
import { render } from 'katex'

/**
 * Loaded as a chunk of its own, with the first formula.
 *
 * `katex.render` builds elements one by one: no HTML string, so it works where Trusted Types are required.
 * trust: false keeps \href, \includegraphics, \htmlData and their like from doing anything; maxExpand ends macro bombs;
 * maxSize keeps \rule and spacing inside the answer (in em). What KaTeX cannot read is shown as its source, with the
 * reason; throwOnError: false would do nearly that, with a style attribute that the content security policy refuses.
 */
export function renderMath(formula: string, isDisplay: boolean, into: HTMLElement): void {
  if (formula.length > maxFormulaLength) {
    into.textContent = formula
    return
  }
  into.className = boxClass(isDisplay)
  into.removeAttribute('title')
  try {
    build(formula, isDisplay, into)
  } catch (error) {
    into.textContent = formula
    into.className = `${boxClass(isDisplay)} md-math-error`
    into.title = error instanceof Error ? error.message : 'KaTeX cannot read this.'
  }
}

function boxClass(isDisplay: boolean): string {
  return isDisplay ? 'md-math md-math-display' : 'md-math'
}

function build(formula: string, isDisplay: boolean, into: HTMLElement): void {
  render(formula, into, {
    displayMode: isDisplay,
    trust: false,
    strict: 'ignore',
    errorColor: 'var(--bad)',
    maxExpand: 300,
    maxSize: 20,
    output: styledMathMl.test(formula) ? 'html' : 'htmlAndMathml',
  })
}

const maxFormulaLength = 10_000
/** KaTeX gives these a style attribute in its MathML, which the page's content security policy reports. */
const styledMathMl = /\\(?:fcolorbox|pmb)\b/
