// What a block or macro prints, as a value.
import { Output } from '../output.ts'
import { Printed } from './values.ts'

export function capture(write: (output: Output) => void): Printed {
  const output = new Output()
  write(output)
  return new Printed(output.pieces())
}
