// The first story: a prompt whose answers come back in every shape is measured, bettered, reviewed, accepted, undone.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { until } from '../support/until.ts'
import { WorkbenchPage } from '../support/workbenchPage.ts'

const PROMPT = 'route.prompt.md'
let page: WorkbenchPage

before(async () => {
  page = await WorkbenchPage.open('support-routing')
})
after(() => page.close())

it('takes a prompt from the explorer to an accepted, better one, and back by undo', async () => {
  await page.story('optimize', async () => {
    const file = join(page.folder, PROMPT)
    const seed = readFileSync(file, 'utf8')

    await page.rightClick(PROMPT, 'Optimize This Prompt')
    const panel = await page.panel()
    await panel.getByRole('button', { name: 'Stop' }).waitFor()
    await panel.getByText('Pass rate on select cases').waitFor()
    await page.picture('1-running', ['dark'])

    const seeCandidate = panel.getByRole('button', { name: 'See the Candidate' })
    await seeCandidate.waitFor({ timeout: 90_000 })
    await page.picture('2-run')
    await seeCandidate.click()
    await panel.getByText('on sealed cases').first().waitFor()
    await page.picture('3-candidate')
    assert.equal(readFileSync(file, 'utf8'), seed, 'the file is untouched until the user accepts')

    await page.openView('Compare')
    await panel.getByRole('row').nth(1).waitFor()
    await page.picture('3-compare')

    await page.openView('Candidate')
    await panel.getByRole('button', { name: 'Review in Diff' }).click()
    await page.tab(/↔/).waitFor()
    await page.diffLine(/Your whole reply|experienced clerk|billing:/).waitFor()
    await page.picture('4-review')
    await page.editorAction('Accept').click()
    const accepted = await until('the file is changed', () => {
      const text = readFileSync(file, 'utf8')
      return text === seed ? undefined : text
    })
    assert.ok(accepted.includes('{{message}}'), 'the variable is still there')

    await page.openFile(PROMPT)
    await page.undo()
    await until('undo gives the seed back', () => (readFileSync(file, 'utf8') === seed ? true : undefined))
  })
})
