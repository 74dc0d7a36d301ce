import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/**
 * The page as files to serve, built when it is missing or older than its sources, so that a fresh clone and a pulled
 * change both need no step of their own. Text is compressed once here rather than at every request.
 */
export async function buildPage(root: string, log: (line: string) => void): Promise<string> {
  const folder = path.join(root, 'dist')
  if (await isFresh(root, folder)) return folder
  log('Building the page…')
  // Beside, then renamed into place: two that start at once, or one that is killed, leave no half page.
  const fresh = path.join(root, '.cache', `page-${process.pid}`)
  const args = ['build', '--logLevel', 'warn', '--emptyOutDir', '--outDir', fresh]
  const vite = spawn(process.execPath, [path.join(root, 'node_modules/vite/bin/vite.js'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [vite.stdout, vite.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()))
  const [code] = await once(vite, 'exit')
  if (code !== 0) throw new Error(`The page could not be built:\n${output}`)
  await compressAll(fresh)
  await writeFile(path.join(fresh, stamp), '')
  await rm(folder, { recursive: true, force: true })
  await rename(fresh, folder)
  return folder
}

/** Its time is that of the build; a folder that another tool built has none and is made again, compressed. */
const stamp = '.built'
const sources = ['web', 'server/contract', 'index.html', 'vite.config.ts', 'package-lock.json']

async function isFresh(root: string, folder: string): Promise<boolean> {
  const built = path.join(folder, stamp)
  if (!existsSync(built) || !existsSync(path.join(folder, 'index.html'))) return false
  const builtAt = (await stat(built)).mtimeMs
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
  const bytes = await readFile(file)
  // Below a packet, compression saves no time.
  if (bytes.length < 1024) return
  const brotli = await promisify(brotliCompress)(bytes, {
    params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  })
  await writeFile(`${file}.br`, brotli)
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }))
}
