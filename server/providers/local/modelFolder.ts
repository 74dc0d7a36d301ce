import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { isProcessAlive } from './isProcessAlive.ts'

export interface OwnFile {
  /** The endpoint's name. */
  name: string
  file: string
  byteLength: number
  mtimeMs: number
}

/** GGUF files a person put into the models folder: everything there that the catalogue does not name. */
export async function findOwnFiles(folder: string, known: { files: string[]; names: string[] }): Promise<OwnFile[]> {
  const files = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && /^[^.].*\.gguf$/i.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => !known.files.includes(name) && !isLaterPart(name))
    .sort()
  const names = new Set(known.names)
  const found: OwnFile[] = []
  for (const file of files) {
    const { size, mtimeMs } = await stat(path.join(folder, file)).catch(() => ({ size: 0, mtimeMs: 0 }))
    found.push({ name: uniqueName(file, names), file: path.join(folder, file), byteLength: size, mtimeMs })
  }
  return found
}

/** Removes what a process that no longer lives left of a fetch. Parts of downloads stay: they are taken up again. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const owner = /^\.fetch-(\d+)\.|\.(\d+)\.[\w-]+\.joined$/.exec(name)
    const processId = Number(owner?.[1] ?? owner?.[2])
    if (owner !== null && !isProcessAlive(processId))
      await rm(path.join(folder, name), { recursive: true, force: true })
  }
}

/** `model-00002-of-00003.gguf`: llama.cpp opens it through the first part. */
function isLaterPart(file: string): boolean {
  const part = /-(\d{5})-of-\d{5}\.gguf$/i.exec(file)?.[1]
  return part !== undefined && part !== '00001'
}

/** A name that can stand in a URL, from the file's; numbered where it is taken. */
function uniqueName(file: string, names: Set<string>): string {
  const base =
    file
      .replace(/\.gguf$/i, '')
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]+/g, '-')
      .replaceAll(/^[-.]+|[-.]+$/g, '')
      .slice(0, 100) || 'model'
  let name = base
  for (let count = 2; names.has(name); count++) name = `${base}-${count}`
  names.add(name)
  return name
}
