// Content hashes for splits, cache keys and guards. Pure, so that the same bytes give the same hash everywhere.

const K = primeFractions(64, 1 / 3)
const INITIAL = primeFractions(8, 1 / 2)
const ENCODER = new TextEncoder()
/** Holds the text at hand while it is hashed, and nothing between two calls. */
const SCRATCH = new Uint8Array(2 ** 15)

/** SHA-256 (FIPS 180-4) of the UTF-8 bytes of `text`, as 64 lower-case hex digits. */
export function sha256(text: string): string {
  const most = 3 * text.length + 72
  const bytes = most <= SCRATCH.length ? SCRATCH : new Uint8Array(most)
  const length = ENCODER.encodeInto(text, bytes).written
  const end = Math.ceil((length + 9) / 64) * 64
  bytes.fill(0, length, end)
  bytes[length] = 0x80
  const view = new DataView(bytes.buffer)
  view.setUint32(end - 8, Math.floor(length / 0x20000000))
  view.setUint32(end - 4, length << 3)
  const state = INITIAL.slice()
  const w = new Int32Array(64)
  for (let at = 0; at < end; at += 64) compress(state, w, view, at)
  let digest = ''
  for (const word of state) digest += (word >>> 0).toString(16).padStart(8, '0')
  return digest
}

/** JSON with sorted keys, so that equal values have equal text. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}

/** A number in [0, 1) that depends on `text` alone. */
export function hashFraction(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 12), 16) / 2 ** 48
}

function compress(state: Int32Array, w: Int32Array, view: DataView, offset: number): void {
  const at = (array: Int32Array, index: number): number => array[index] ?? 0
  for (let i = 0; i < 16; i++) w[i] = view.getInt32(offset + i * 4)
  for (let i = 16; i < 64; i++) {
    const x = at(w, i - 15)
    const y = at(w, i - 2)
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10)
    w[i] = at(w, i - 16) + s0 + at(w, i - 7) + s1
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(K, i) + at(w, i)) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  const words = [a, b, c, d, e, f, g, h]
  for (let i = 0; i < 8; i++) state[i] = at(state, i) + (words[i] ?? 0)
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

/** First 32 bits of the fractional parts of `prime ** exponent` for the first `count` primes. */
function primeFractions(count: number, exponent: number): Int32Array {
  const words: number[] = []
  for (let n = 2; words.length < count; n++) {
    let prime = true
    for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) prime = false
    if (prime) words.push(((n ** exponent % 1) * 2 ** 32) >>> 0)
  }
  return Int32Array.from(words)
}
