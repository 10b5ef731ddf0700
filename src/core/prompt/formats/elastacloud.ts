// elastacloud's DotPrompt (*.prompt in YAML): `prompts` with a system and a user text in Liquid, and `fewShots`, which
// are sent between the two.
import { InputError } from '../../errors.ts'
import { yamlTree } from '../codecs/yamlTree.ts'
import type { PromptFormat } from '../document.ts'
import { messageAt, nodeAt } from '../tree.ts'

export const elastacloudFormat: PromptFormat = {
  id: 'elastacloud',
  label: 'DotPrompt (YAML)',
  class: 'task',
  claims: (path) => (/\.prompt$/i.test(path) ? { confidence: 0.1, reason: 'named *.prompt' } : undefined),
  sniff: (_path, head) =>
    /^prompts:[ \t]*(?:#[^\r\n]*)?$/m.test(head) && /^[ \t]+(?:system|user):/m.test(head) && !/^\uFEFF?---/.test(head)
      ? { confidence: 1, reason: 'named *.prompt, with prompts in YAML' }
      : undefined,
  parse: (path, source) => {
    const root = yamlTree(path, source)
    const shots = nodeAt(root, 'fewShots')?.items ?? []
    const messages = [
      messageAt('system', nodeAt(root, 'prompts', 'system')),
      ...shots.flatMap((shot) => [
        messageAt('user', nodeAt(shot, 'user')),
        messageAt('assistant', nodeAt(shot, 'response')),
      ]),
      messageAt('user', nodeAt(root, 'prompts', 'user')),
    ].filter((one) => one !== undefined)
    if (messages.length === 0)
      throw new InputError('There is no text under "prompts".', 'Write prompts: {system: …, user: …}.', { file: path })
    const parameters = [...(nodeAt(root, 'config', 'input', 'parameters')?.members ?? [])]
    const fallbacks = nodeAt(root, 'config', 'input', 'default')?.members
    return [
      {
        engine: 'liquid',
        messages,
        inputs: parameters.map(([name]) => {
          const plain = name.replace(/\?$/, '')
          const fallback = fallbacks?.get(plain)?.value
          const required = plain === name && fallback === undefined
          return { name: plain, required, ...(fallback === undefined ? {} : { fallback }) }
        }),
      },
    ]
  },
}
