import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'

export interface Expected {
  byteLength: number
  sha256: string
}

export type FileCheck =
  | { type: 'missing' }
  | { type: 'whole' }
  | { type: 'unchecked' }
  | { type: 'broken'; why: string }

/**
 * Looks at a model file without reading it: its size, and whether its hash was checked since it last changed. The
 * checked hash is kept in a small file beside it, with the size and time of change it belongs to.
 */
export async function checkModelFile(file: string, expected: Expected): Promise<FileCheck> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) return { type: 'missing' }
  if (found.size !== expected.byteLength)
    return { type: 'broken', why: `it has ${found.size} bytes instead of ${expected.byteLength}` }
  const checked = await readFile(sidecar(file), 'utf8').catch(() => '')
  return { type: checked === stamp(expected.sha256, found) ? 'whole' : 'unchecked' }
}

/** Reads the whole file. True where its bytes are the expected ones. */
export async function hasExpectedBytes(file: string, expected: Expected, signal?: AbortSignal): Promise<boolean> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024, signal })) hash.update(chunk as Buffer)
  return hash.digest('hex') === expected.sha256
}

/** The file was read and is right: the next start need not read it again. */
export async function rememberChecked(file: string, expected: Expected): Promise<void> {
  await writeFile(sidecar(file), stamp(expected.sha256, await stat(file)))
}

/** Moves a finished file into place so that it is there whole or not at all, whatever happens to the machine. */
export async function putInPlace(from: string, to: string, expected: Expected): Promise<void> {
  const handle = await open(from, 'r+')
  await handle.sync()
  await handle.close()
  await rename(from, to)
  await rememberChecked(to, expected)
}

function stamp(sha256: string, { size, mtimeMs }: { size: number; mtimeMs: number }): string {
  return JSON.stringify({ sha256, size, mtimeMs })
}

function sidecar(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.checked.json`)
}
