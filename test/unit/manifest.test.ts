// package.json and src/platform/manifest.ts name the same things: a mistyped id is a dead menu that nobody notices.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { globMatcher } from '../../src/core/glob.ts'
import {
  candidateScheme,
  commandIds,
  contextKeyIds,
  panelViewType,
  settings,
  viewContainerIds,
  viewIds,
  walkthroughId,
  walkthroughStepIds,
} from '../../src/platform/manifest.ts'

const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
const manifest = JSON.parse(text)
const strings = JSON.parse(readFileSync(new URL('../../package.nls.json', import.meta.url), 'utf8'))
const { contributes, capabilities, activationEvents } = manifest

const sorted = (items: Iterable<string>) => [...new Set(items)].sort()
const items = (record: Record<string, { command?: string; when?: string }[]>) => Object.values(record).flat()
const found = (pattern: RegExp) => sorted([...text.matchAll(pattern)].map((match) => match[1] ?? ''))

describe('the manifest', () => {
  it('declares exactly the commands that the code registers', () => {
    assert.deepEqual(
      sorted(contributes.commands.map(({ command }: { command: string }) => command)),
      sorted(commandIds),
    )
  })

  it('names in menus, welcome texts and walkthrough only commands that it declares', () => {
    const used = [
      ...items(contributes.menus).map(({ command }) => command ?? ''),
      ...found(/onCommand:(tunesmith\.\w+)/g),
      ...sorted([...JSON.stringify(strings).matchAll(/command:(tunesmith\.\w+)/g)].map((match) => match[1] ?? '')),
    ]
    assert.deepEqual(
      sorted(used).filter((command) => !commandIds.some((id) => id === command)),
      [],
    )
  })

  it('declares exactly the settings that the code reads, with the same defaults and a scope', () => {
    const { properties } = contributes.configuration
    assert.deepEqual(sorted(Object.keys(properties)), sorted(Object.keys(settings)))
    for (const [key, setting] of Object.entries(settings)) {
      assert.deepEqual(properties[key].default, setting.default, key)
      assert.ok(setting.accepts(properties[key].default), `${key} accepts its default`)
      assert.ok(properties[key].scope, `${key} has a scope`)
    }
  })

  it('declares exactly the view containers and views that the code fills', () => {
    const containers = Object.values<{ id: string }[]>(contributes.viewsContainers).flat()
    const views = Object.values<{ id: string }[]>(contributes.views).flat()
    assert.deepEqual(sorted(containers.map(({ id }) => id)), sorted(Object.values(viewContainerIds)))
    assert.deepEqual(sorted(views.map(({ id }) => id)), sorted(Object.values(viewIds)))
    assert.deepEqual(sorted(Object.keys(contributes.views)), sorted(Object.values(viewContainerIds)))
    assert.deepEqual(
      contributes.viewsWelcome.filter(({ view }: { view: string }) => !views.some(({ id }) => id === view)),
      [],
    )
    assert.deepEqual(
      found(/view == (tunesmith\.\w+)/g).filter((view) => !views.some(({ id }) => id === view)),
      [],
    )
  })

  it('asks in its when clauses for exactly the context keys that the code sets', () => {
    const clauses = [...items(contributes.menus), ...contributes.viewsWelcome].map(({ when }) => when ?? '').join(' ')
    const asked = [
      ...[...clauses.replace(/view == tunesmith\.\w+/g, '').matchAll(/tunesmith\.\w+/g)].map(([key]) => key),
      ...found(/onContext:(tunesmith\.\w+)/g),
    ]
    assert.deepEqual(sorted(asked), sorted(contextKeyIds))
  })

  it('has the walkthrough of four steps that the code leads through', () => {
    const [walkthrough] = contributes.walkthroughs
    assert.equal(walkthrough.id, walkthroughId)
    assert.deepEqual(
      walkthrough.steps.map(({ id }: { id: string }) => id),
      walkthroughStepIds,
    )
    for (const { media, completionEvents } of walkthrough.steps) {
      assert.ok(readFileSync(new URL(`../../${media.svg}`, import.meta.url), 'utf8').startsWith('<svg'), media.svg)
      assert.ok(completionEvents.length > 0)
    }
  })

  it('activates for the candidates and the tabs that a reload brings back', () => {
    assert.ok(activationEvents.includes(`onFileSystem:${candidateScheme}`))
    assert.ok(activationEvents.includes(`onWebviewPanel:${panelViewType}`))
    assert.ok(items(contributes.menus).some(({ when }) => when?.includes(`resourceScheme == ${candidateScheme}`)))
  })

  it('activates in a folder with an eval file, wherever it lies, and in no other', () => {
    const patterns = activationEvents.flatMap((event: string) => /^workspaceContains:(.+)$/.exec(event)?.[1] ?? [])
    const activates = (path: string) => patterns.some((pattern: string) => globMatcher(`/${pattern}`)(path))
    const evalFiles = ['route.eval.yaml', 'evals/deep/a.eval.yml', 'promptfooconfig.json', 'a/promptfooconfig-2.yaml']
    assert.deepEqual(
      evalFiles.filter((path) => !activates(path)),
      [],
    )
    assert.deepEqual(
      ['package.json', 'config.yaml', 'src/eval.ts', 'docs/eval.yaml.md', 'a/eval.yaml'].filter(activates),
      [],
    )
  })

  it('lets an untrusted workspace change no setting that decides what is called or paid', () => {
    const { restrictedConfigurations } = capabilities.untrustedWorkspaces
    assert.deepEqual(
      sorted(restrictedConfigurations),
      sorted(Object.keys(settings).filter((key) => !/\.(?:codeLens|detection)\./.test(key))),
    )
  })

  it('takes every string from package.nls.json and leaves none over', () => {
    const used = found(/"%([\w.]+)%"/g)
    assert.deepEqual(used, sorted(Object.keys(strings)))
    for (const { title, category } of contributes.commands) {
      assert.match(title, /^%.+%$/)
      assert.equal(category, 'Tunesmith')
    }
  })
})
