// The fourth story: a person with a prompt and no cases has some made, takes them, and measures the prompt on them.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { until } from '../support/until.ts'
import { WorkbenchPage } from '../support/workbenchPage.ts'

let page: WorkbenchPage

before(async () => {
  page = await WorkbenchPage.open('support-routing/route.prompt.md')
})
after(() => page.close())

it('leads from a prompt without cases to one that is measured', async () => {
  await page.story('cases', async () => {
    const file = (name: string) => join(page.folder, name)
    await page.rightClick('route.prompt.md', 'Make Cases for This Prompt…')
    const panel = await page.panel()
    await panel.getByText('What should it do?').waitFor()
    await panel.locator('textarea').first().fill('Sorts what customers of a digital bank write.')
    await page.picture('9-cases-asking', ['dark'])
    await panel.getByRole('button', { name: 'Make Cases' }).click()
    await page.pick(/sandbox:large/)
    await panel.getByText('80 cases to look at').waitFor({ timeout: 60_000 })
    await panel.locator('.draft-list').press('r')
    await panel.locator('.draft-list').press('a')
    await panel.getByText('1 taken, 1 left out, 78 open').waitFor()
    await panel.getByRole('button', { name: 'Take the 78 Open' }).click()
    await page.picture('9-cases')
    await panel.getByRole('button', { name: 'Write 79 Cases' }).click()
    await panel.getByText('route.cases.jsonl').first().waitFor()
    const rows = await until('the dataset is there', () => readFileSync(file('route.cases.jsonl'), 'utf8').trim())
    assert.equal(rows.split('\n').length, 79)
    await panel.getByRole('button', { name: 'Evaluate' }).click()
    await panel.getByText(/cases are synthetic: a model wrote them/).waitFor({ timeout: 60_000 })
    await page.picture('9-cases-measured', ['dark'])
  })
})
