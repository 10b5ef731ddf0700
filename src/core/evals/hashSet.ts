// A set of hashes in one array: JavaScript's own ends at 16 million, and takes five times the room.

export class HashSet {
  /** 0 is an empty place; a hash stands as itself and one. */
  #places = new Float64Array(1024)
  #size = 0

  /** `hash` is a whole number from 0 to 2^53 − 2, its upper bits as even as its lower ones. */
  add(hash: number): void {
    const at = this.#find(this.#places, hash)
    if (this.#places[at] !== 0) return
    this.#places[at] = hash + 1
    if (++this.#size * 2 > this.#places.length) this.#grow()
  }

  has(hash: number): boolean {
    return this.#places[this.#find(this.#places, hash)] !== 0
  }

  /** Where it stands, or where it would. */
  #find(places: Float64Array, hash: number): number {
    let at = Math.floor(hash / 2 ** 20) % places.length
    while (places[at] !== 0 && places[at] !== hash + 1) at = at + 1 === places.length ? 0 : at + 1
    return at
  }

  #grow(): void {
    const places = new Float64Array(2 * this.#places.length)
    for (const kept of this.#places) if (kept !== 0) places[this.#find(places, kept - 1)] = kept
    this.#places = places
  }
}
