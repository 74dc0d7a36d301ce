import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { TextArea } from '../../ui/TextArea.tsx'
import { splitLines } from './splitLines.ts'
import { addTexts } from './texts.ts'
import { useWorkbench } from './workbench.ts'

export function PasteDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const workbench = useWorkbench()
  const [text, setText] = useState('')
  const lines = isOpen ? splitLines(text) : []
  function add() {
    addTexts(
      workbench,
      lines.map((line) => ({ text: line })),
    )
    setText('')
    onClose()
  }
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Paste lines"
      width="640px"
      footer={
        <>
          <Button kind="plain" onClick={onClose}>
            Cancel
          </Button>
          <Button kind="primary" disabled={lines.length === 0} onClick={add}>
            {lines.length === 1 ? 'Add 1 text' : `Add ${formatCount(lines.length)} texts`}
          </Button>
        </>
      }
    >
      <TextArea
        aria-label="One text a line"
        placeholder="One text a line. Empty lines are left out."
        rows={12}
        value={text}
        onChange={setText}
        className="text-reading"
      />
    </Dialog>
  )
}
