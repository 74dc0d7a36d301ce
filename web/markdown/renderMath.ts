import 'katex/dist/katex.min.css'
import { render } from 'katex'

/**
 * Loaded as a chunk of its own, with the first formula.
 *
 * `katex.render` builds elements one by one: no HTML string, so it works where Trusted Types are required.
 * trust: false keeps \href, \includegraphics, \htmlData and their like from doing anything; maxExpand ends macro bombs;
 * maxSize keeps \rule and spacing inside the answer (in em).
 */
export function renderMath(formula: string, isDisplay: boolean, into: HTMLElement): void {
  if (formula.length > maxFormulaLength) {
    into.textContent = formula
    return
  }
  render(formula, into, {
    displayMode: isDisplay,
    throwOnError: false,
    errorColor: 'var(--bad)',
    trust: false,
    strict: 'ignore',
    maxExpand: 300,
    maxSize: 20,
    output: styledMathMl.test(formula) ? 'html' : 'htmlAndMathml',
  })
}

const maxFormulaLength = 10_000
/** KaTeX gives these a style attribute in its MathML, which the page's content security policy reports. */
const styledMathMl = /\\(?:fcolorbox|pmb)\b/
