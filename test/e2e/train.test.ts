// The second story: prompting is at its ceiling, so the same cases train the model, over a reload, to a decision.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { WorkbenchPage } from '../support/workbenchPage.ts'

const PROMPT = 'clause.json'
let page: WorkbenchPage

before(async () => {
  page = await WorkbenchPage.open('contract-clauses')
})
after(() => page.close())

it('trains when the diagnosis advises it, goes on over a reload, and confirms on the sealed cases', async () => {
  await page.story('train', async () => {
    await page.rightClick(PROMPT, 'Optimize This Prompt')
    let panel = await page.panel()
    await panel.getByRole('button', { name: /^See the (Candidate|Diagnosis)$/ }).waitFor({ timeout: 90_000 })

    await page.openView('Diagnosis')
    await panel.getByRole('button', { name: 'Find Out Why the Rest Fails' }).click()
    await panel.getByText(/failures probed/).waitFor({ timeout: 60_000 })
    await page.openView('Diagnosis')
    const train = panel.getByRole('button', { name: 'Build Training Set and Train…' })
    await train.waitFor()
    await page.picture('5-diagnosis')

    await train.click()
    await page.statusBarItem(/Fine-tuning step [\d,]+ of [\d,]+, loss \d/).waitFor({ timeout: 30_000 })
    await page.picture('6-training', ['dark'])

    await page.reload()
    await page.statusBarItem(/Fine-tuning step [\d,]+ of [\d,]+, loss \d/).waitFor({ timeout: 30_000 })
    const end = page.notification(/is done/)
    await end.waitFor({ timeout: 60_000 })
    assert.equal(await end.count(), 1, 'the end is told once')

    await end.getByRole('button', { name: 'Confirm' }).click()
    panel = await page.panel()
    await panel
      .getByText(/^(Promote|Keep|Roll back).*\.$/)
      .first()
      .waitFor({ timeout: 60_000 })
    const arms = panel.getByRole('listitem').filter({ hasText: /^\s*(base|tuned) with/ })
    assert.equal(await arms.count(), 4)
    await page.picture('7-confirmation')
  })
})
