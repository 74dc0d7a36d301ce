import { Button } from '../../ui/Button.tsx'
import { addTexts } from './texts.ts'
import { embedAll } from './embedding.ts'
import { useWorkbench } from './workbench.ts'

const samples = [
  {
    name: 'Six questions of customers',
    texts: [
      { text: 'My card was charged twice for one order.', label: 'billing' },
      { text: 'I was billed two times for the same purchase.', label: 'billing' },
      { text: 'How do I reset my password?', label: 'account' },
      { text: 'The login link in the mail has expired.', label: 'account' },
      { text: 'Where is my parcel?', label: 'delivery' },
      { text: 'Can I change the delivery address?', label: 'delivery' },
    ],
  },
  {
    name: 'One sentence in many words',
    texts: [
      { text: 'The cat sat on the mat.' },
      { text: 'A cat was sitting on a mat.' },
      { text: 'On the mat there sat a cat.' },
      { text: 'The mat sat on the cat.' },
      { text: 'The dog lay on the rug.' },
      { text: 'Le chat était assis sur le tapis.' },
      { text: 'the cat sat on the mat' },
      { text: 'Interest rates rose again in March.' },
    ],
  },
  {
    name: 'Negations',
    texts: [
      { text: 'The medicine is safe for children.', label: 'safe' },
      { text: 'The medicine is not safe for children.', label: 'not safe' },
      { text: 'Children may take this medicine.', label: 'safe' },
      { text: 'Keep this medicine away from children.', label: 'not safe' },
      { text: 'It is harmless at any age.', label: 'safe' },
      { text: 'It is dangerous at any age.', label: 'not safe' },
    ],
  },
]

/** What the page is for, and something to try. */
export function EmptyTexts() {
  const workbench = useWorkbench()
  return (
    <div className="grid content-start gap-5 overflow-y-auto px-4 py-5">
      <p className="text-prompt font-medium">
        Turn texts into vectors and see which ones a model finds alike, and where two models disagree.
      </p>
      <div className="grid gap-2">
        <h2 className="text-note font-medium text-ink-3">Try one</h2>
        <ul className="grid gap-1.5">
          {samples.map(({ name, texts }) => (
            <li key={name}>
              <Button
                onClick={() => {
                  addTexts(workbench, texts)
                  embedAll(workbench)
                }}
              >
                {name}
              </Button>
            </li>
          ))}
        </ul>
      </div>
      <p className="text-reading text-ink-2">Or type texts, paste lines, drop a CSV, JSONL, Parquet or .npy file.</p>
    </div>
  )
}
