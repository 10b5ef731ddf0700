// The third story: a person without any key finishes the walkthrough on the sandbox.
import { after, before, it } from 'node:test'
import { WorkbenchPage } from '../support/workbenchPage.ts'

let page: WorkbenchPage

before(async () => {
  page = await WorkbenchPage.open()
})
after(() => page.close())

it('leads a person without a key through all four steps, each ticked when it is done', async () => {
  await page.story('walkthrough', async () => {
    await page.openStep('Open an Example')
    await page.walkthroughPicture.waitFor()
    await page.picture('8-walkthrough')
    await page.takeStep('Open an Example', 'Open an Example')
    await page.pick(/Product category/)
    await page.pick(/Keep it with the extension/)
    await page.tab('category.txt').waitFor()
    await page.ticked('Open an Example')

    await page.takeStep('Measure the Prompt', 'Evaluate This Prompt')
    const panel = await page.panel()
    await panel.getByText(/stay sealed until there is a claim/).waitFor({ timeout: 60_000 })
    await page.ticked('Measure the Prompt')

    await page.takeStep('Search, Review, Accept', 'Optimize This Prompt')
    await panel.getByRole('button', { name: 'See the Candidate' }).waitFor({ timeout: 90_000 })
    await page.takeStep('Search, Review, Accept', 'Review the Winner')
    await page.tab(/↔/).waitFor()
    await page.editorAction('Accept').click()
    await page.tab(/↔/).waitFor({ state: 'detached' })
    await page.ticked('Search, Review, Accept')

    await page.takeStep('Train and Confirm', 'Fine-Tune the Model')
    await page.notification(/is done/).waitFor({ timeout: 60_000 })
    await page.takeStep('Train and Confirm', 'Confirm the Tuned Model')
    await panel
      .getByText(/^(Promote|Keep|Roll back).*\.$/)
      .first()
      .waitFor({ timeout: 60_000 })
    await page.ticked('Train and Confirm')
  })
})
