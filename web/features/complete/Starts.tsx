import { Button } from '../../ui/Button.tsx'
import { changePageDocument } from '../../models/session/pageSession.ts'
import { changeTree, useComplete } from './complete.ts'
import { typed } from './editTree.ts'
import { starts } from './starts.ts'

/** What the page is for, and three beginnings. */
export function Starts({ onStart }: { onStart: () => void }) {
  const complete = useComplete()
  return (
    <div className="grid max-w-[66ch] gap-4 px-4 py-6">
      <p className="text-prompt font-medium">
        Write a beginning; a model goes on. What it writes becomes part of the text.
      </p>
      <ul aria-label="Beginnings" className="grid gap-2">
        {starts.map((start) => (
          <li key={start.title} className="min-w-0">
            <Button
              className="h-auto! min-h-[30px] w-full justify-start! py-2 text-left leading-5 whitespace-normal!"
              onClick={() => {
                const { text, parameters } = start
                changeTree(complete, (tree) =>
                  typed(tree, { at: 0, removed: 0, inserted: text }, { id: crypto.randomUUID(), isBurst: false }),
                )
                const own = 'stop' in parameters ? { ...parameters, stop: [...parameters.stop] } : parameters
                changePageDocument(complete, (document) => ({
                  ...document,
                  parameters: { ...own, ...document.parameters },
                }))
                onStart()
              }}
            >
              <span className="grid min-w-0 gap-0.5">
                <span>{start.title}</span>
                <span className="font-normal whitespace-pre-line text-ink-2">{start.text}</span>
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
