/**
 * NumPy's own file format, one array (https://numpy.org/doc/2.3/reference/generated/numpy.lib.format.html, read
 * 2026-11-22): the magic \x93NUMPY, version, length of the header, a Python dict as text, then the numbers.
 */
export interface NpyArray {
  values: Float32Array
  /** Rows of vectors. */
  count: number
  dimensions: number
}

/** Little-endian float32, C order, shape (count, dimensions). */
export function encodeNpy({ values, count, dimensions }: NpyArray): Uint8Array<ArrayBuffer> {
  const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': (${count}, ${dimensions}), }`
  // Numbers begin at a multiple of 64, as NumPy writes it, so that the file can be mapped into memory.
  const padding = 64 - ((10 + dict.length + 1) % 64 || 64)
  const header = `${dict}${' '.repeat(padding)}\n`
  const bytes = new Uint8Array(10 + header.length + values.byteLength)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8])
  bytes.set(new TextEncoder().encode(header), 10)
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 10 + header.length)
  return bytes
}

/** Floats and integers of any size become float32. Throws RangeError that says what is wrong. */
export function decodeNpy(bytes: Uint8Array): NpyArray {
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(1, 6)) !== 'NUMPY')
    throw new RangeError('This is not a NumPy file.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isFirstVersion = bytes[6] === 1
  const start = isFirstVersion ? 10 : 12
  const end = start + (isFirstVersion ? view.getUint16(8, true) : view.getUint32(8, true))
  const header = new TextDecoder().decode(bytes.subarray(start, end))
  const type = /'descr':\s*'([<>|=]?)([fiu])(\d)'/.exec(header)
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1]
  if (!type || shape === undefined) throw new RangeError('The array holds no numbers, or fields of several kinds.')
  if (/'fortran_order':\s*True/.test(header))
    throw new RangeError('The array is in Fortran order. Save it with numpy.ascontiguousarray first.')
  const sizes = shape
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(Number)
  if (sizes.length === 0 || sizes.length > 2)
    throw new RangeError(`The array has ${sizes.length} axes, not two (texts, dimensions).`)
  const [count = 0, dimensions = 0] = sizes.length === 1 ? [1, ...sizes] : sizes
  const [, order, kind = '', width] = type
  const read = readerOf(`${kind}${width}`, order !== '>')
  const byteWidth = Number(width)
  if (end + count * dimensions * byteWidth > bytes.length)
    throw new RangeError('The file ends in the middle of the array.')
  const values = new Float32Array(count * dimensions)
  for (let at = 0; at < values.length; at++) values[at] = read(view, end + at * byteWidth)
  return { values, count, dimensions }
}

function readerOf(type: string, isLittle: boolean): (view: DataView, at: number) => number {
  switch (type) {
    case 'f2':
      return (view, at) => halfOf(view.getUint16(at, isLittle))
    case 'f4':
      return (view, at) => view.getFloat32(at, isLittle)
    case 'f8':
      return (view, at) => view.getFloat64(at, isLittle)
    case 'i1':
      return (view, at) => view.getInt8(at)
    case 'u1':
      return (view, at) => view.getUint8(at)
    case 'i2':
      return (view, at) => view.getInt16(at, isLittle)
    case 'i4':
      return (view, at) => view.getInt32(at, isLittle)
    case 'i8':
      return (view, at) => Number(view.getBigInt64(at, isLittle))
    default:
      throw new RangeError(`The array holds numbers of type ${type}, which are not read here. Save it as float32.`)
  }
}

/** IEEE 754 binary16. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction ? NaN : sign * Infinity
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}
