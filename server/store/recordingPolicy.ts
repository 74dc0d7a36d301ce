import type { RecordingSettings } from '../contract/invocationList.ts'
import type { Database } from './database.ts'
import { notListed } from './invocationRemarks.ts'
import type { Recorder } from './recorder.ts'

const defaults: RecordingSettings = { maxAgeDays: 90, maxMegabytes: 2000, unrecordedEndpoints: [] }
const settingName = 'recording'

/** What is recorded, and for how long. Asked with every invocation, so it is in memory. */
export interface RecordingPolicy {
  isRecorded(endpoint: string): boolean
  settings(): RecordingSettings
  change(settings: RecordingSettings): Promise<void>
}

export async function createRecordingPolicy(database: Database): Promise<RecordingPolicy> {
  const row = await database.selectFrom('settings').select('value').where('name', '=', settingName).executeTakeFirst()
  // Written below.
  let settings = row === undefined ? defaults : { ...defaults, ...(JSON.parse(row.value) as RecordingSettings) }
  let unrecorded = new Set(settings.unrecordedEndpoints)
  return {
    isRecorded: (endpoint) => !unrecorded.has(endpoint),
    settings: () => settings,
    async change(next) {
      const value = JSON.stringify(next)
      await database
        .insertInto('settings')
        .values({ name: settingName, value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute()
      settings = next
      unrecorded = new Set(next.unrecordedEndpoints)
    },
  }
}

/**
 * The same recorder, without what is not to be recorded: nothing of an API client's invocation, and of a run's only the
 * reply, which its session would lose otherwise.
 */
export function withPolicy(recorder: Recorder, { isRecorded }: Pick<RecordingPolicy, 'isRecorded'>): Recorder {
  const bare = new Set<string>()
  return {
    ...recorder,
    begin(row) {
      if (isRecorded(row.endpoint)) return recorder.begin(row)
      bare.add(row.id)
      recorder.begin({ ...row, requestBody: {}, remark: notListed })
    },
    end(id, ending) {
      if (!bare.delete(id)) return recorder.end(id, ending)
      recorder.end(id, { reply: ending.reply, request: null, response: null, events: [], eventsOmitted: 0, body: null })
    },
    recordForwarded(record) {
      if (isRecorded(record.endpoint)) recorder.recordForwarded(record)
    },
  }
}
