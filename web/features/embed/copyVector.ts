import { showToast } from '../../ui/Toast.tsx'
import { callAnalysis } from '../../vectors/callAnalysis.ts'
import { numberText } from '../../vectors/numberText.ts'

export async function copyVector(vectorsId: string, textId: number): Promise<void> {
  const vector = await callAnalysis('vector', { vectorsId, textId })
  if (!vector) return showToast({ message: 'This text has no vector yet.' })
  try {
    await navigator.clipboard.writeText(`[${Array.from(vector, numberText).join(', ')}]`)
    showToast({ message: `Copied ${vector.length} numbers.` })
  } catch {
    showToast({ message: 'Not copied: the browser does not allow it here.' })
  }
}
