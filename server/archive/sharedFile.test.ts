import { assert, boolean, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { invocationIdsOf } from '../store/copyDocument.ts'
import { checkSessionFile } from './checkSessionFile.ts'
import { htmlFile } from './html/htmlFile.ts'
import { sessionFiles } from './sessionFile.testing.ts'
import { sharableParts, sharedFile, textsOf } from './sharedFile.ts'

const chosen = record({ systemPrompt: boolean(), endpointNames: boolean(), timings: boolean() })
const nothingOut = { withoutPanes: [], withoutTurns: [], masks: [] }

describe('sharedFile', () => {
  it('is a whole session of any page, with the replies it names and no other', () => {
    assert(
      property(sessionFiles, chosen, (file, parts) => {
        const shared = sharedFile(file, { ...nothingOut, ...parts })
        expect(checkSessionFile(structuredClone(shared))).toEqual(shared)
        const named = new Set(invocationIdsOf(shared.session.document))
        expect(shared.invocations.filter(({ id }) => !named.has(id))).toEqual([])
        expect(htmlFile(shared)).toContain('</html>')
      }),
    )
  })

  it('holds neither request nor answer as they crossed the wire, nor times that were left out', () => {
    assert(
      property(sessionFiles, (file) => {
        const shared = sharedFile(file, { ...nothingOut, systemPrompt: true, endpointNames: true, timings: false })
        for (const one of shared.invocations)
          expect([one.request, one.response, one.body, one.events, one.remark, one.reply.timings]).toEqual([
            null,
            null,
            null,
            [],
            null,
            undefined,
          ])
      }),
    )
  })

  it('has no reply where every pane is left out', () => {
    assert(
      property(sessionFiles, (file) => {
        const withoutPanes = sharableParts(file).panes.map(({ id }) => id)
        const parts = { ...nothingOut, systemPrompt: true, endpointNames: true, timings: true, withoutPanes }
        const shared = sharedFile(file, parts)
        expect([shared.invocations, shared.vectors]).toEqual([[], []])
      }),
    )
  })

  it('masks a text wherever it stands, whatever the page', () => {
    const secret = 'hunter2-"quoted"'
    assert(
      property(sessionFiles, chosen, (file, parts) => {
        file.session.title = `About ${secret}`
        for (const one of file.invocations) {
          one.endpoint = secret
          one.requestBody = JSON.stringify({ prompt: secret })
          for (const choice of one.reply.choices) choice.text = `${secret}${secret}`
        }
        const shared = sharedFile(file, { ...nothingOut, ...parts, masks: [secret] })
        expect(textsOf(shared).filter((text) => text.includes('hunter2'))).toEqual([])
        expect(htmlFile(shared)).not.toContain('hunter2')
      }),
    )
  })
})
