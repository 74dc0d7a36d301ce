import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/**
 * The page as files to serve, built when it is missing or older than its sources, so that a fresh clone and a pulled
 * change both need no step of their own. Text is compressed once here rather than at every request.
 */
export async function buildPage(root: string, log: (line: string) => void): Promise<string> {
  const folder = path.join(root, 'dist')
  const startedAt = new Date()
  if (!(await isFresh(root, folder))) {
    log('Building the page…')
    // Beside, then renamed into place: one that is killed, or two that start at once, leave no half page.
    const beside = path.join(root, '.cache', `page-${process.pid}`)
    await build(root, beside)
    // What was edited while it was being built is newer than the build.
    await utimes(path.join(beside, 'index.html'), startedAt, startedAt)
    await moveInto(folder, beside, () => isFresh(root, folder))
  }
  await compressAll(folder)
  return folder
}

async function build(root: string, folder: string): Promise<void> {
  const args = ['build', '--logLevel', 'warn', '--emptyOutDir', '--outDir', folder]
  const vite = spawn(process.execPath, [path.join(root, 'node_modules/vite/bin/vite.js'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [vite.stdout, vite.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()))
  const [code] = await once(vite, 'close')
  if (code !== 0) throw new Error(`The page could not be built:\n${output}`)
}

async function moveInto(folder: string, beside: string, isThere: () => Promise<boolean>): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true })
    await rename(beside, folder)
  } catch (error) {
    // Another process put its own there between the two lines.
    if (!(await isThere())) throw error
    await rm(beside, { recursive: true, force: true })
  }
}

const sources = ['web', 'server/contract', 'index.html', 'vite.config.ts', 'package-lock.json']

async function isFresh(root: string, folder: string): Promise<boolean> {
  const page = path.join(folder, 'index.html')
  if (!existsSync(page)) return false
  const builtAt = (await stat(page)).mtimeMs
  for (const source of sources) if ((await newestIn(path.join(root, source))) > builtAt) return false
  return true
}

async function newestIn(file: string): Promise<number> {
  if (!existsSync(file)) return 0
  const found = await stat(file)
  if (!found.isDirectory()) return found.mtimeMs
  const names = await readdir(file)
  const times = await Promise.all(
    names.filter((name) => !/\.test\.tsx?$/.test(name)).map((name) => newestIn(path.join(file, name))),
  )
  // A folder's own time tells of files that were removed.
  return Math.max(found.mtimeMs, ...times)
}

/** Fonts and pictures are compressed by their formats. */
const isText = /\.(?:js|css|html|svg|json|map)$/

async function compressAll(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true })
  await Promise.all(names.filter((name) => isText.test(name)).map((name) => compressOne(path.join(folder, name))))
}

async function compressOne(file: string): Promise<void> {
  if (existsSync(`${file}.gz`)) return
  const bytes = await readFile(file)
  // Below a packet, compression saves no time.
  if (bytes.length < 1024) return
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  await writeWhole(`${file}.br`, await promisify(brotliCompress)(bytes, { params }))
  await writeWhole(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }))
}

async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  const beside = `${file}.${process.pid}`
  await writeFile(beside, bytes)
  await rename(beside, file)
}
