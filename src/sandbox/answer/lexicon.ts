// Everyday English that any speaker knows: groups of words that go together. It stands for a base model's knowledge.
// Must stay general: no term of art of any trade, nothing taken from a data set.
import { stem } from './text.ts'

const GROUPS = `
money cash coin currency fund dollar pound euro
pay payment paid spend purchase buy bought checkout
fee charge cost price bill billing expense surcharge tariff invoice deduct
refund reimburse repay moneyback
overcharge twice double duplicate extra
cheap inexpensive bargain discount sale offer deal
expensive dear costly pricey
bank branch
withdraw withdrawal atm cash
deposit credited
transfer send sent wire remit
debit credit card plastic
balance total sum amount
receipt statement invoice
pending wait waiting delay delayed late slow long soon
delivery deliver post mail ship shipping courier parcel package
arrive arrival come reach receive received appear show showing
track tracking whereabouts locate
cancel cancelled stop undo revert reverse abort
fail failed failure unable cannot cant couldnt error broken break broke crash bug glitch fault
decline declined refuse refused reject rejected deny denied bounce
work working function functional operate
problem issue trouble difficulty wrong
lost lose losing missing misplace mislaid
stolen steal stole theft thief robbed rob mugged pickpocket
fraud scam hack hacked compromised suspicious unauthorised unauthorized
unrecognised unrecognized unknown unfamiliar strange recognise recognize
block blocked freeze frozen lock locked
password passcode pin code login
secure security safe safety protect
identity identify id passport verify verification prove proof
personal name surname address email birthday detail
age old child kid minor teenager eligible eligibility
close delete terminate shut leave quit
register signup join enrol enroll
order request ask obtain
new replace replacement spare another
activate activation enable start
expire expiry expired
exchange rate convert conversion foreign
technical technology computer software app website
customer client buyer shopper consumer
shop store retailer merchant seller supermarket
question query enquiry inquiry
complain complaint unhappy angry upset annoyed
happy glad pleased delighted satisfied love great excellent wonderful good positive
sad bad terrible awful horrible poor disappointing worst negative hate
neutral average okay ordinary
urgent emergency immediately asap critical important
quick fast rapid speedy
fridge refrigerator cooler chill chiller larder
freezer freeze freezing frozen ice frost
dishwasher dish plate cutlery crockery
washing washer wash laundry clothes garment spin
dryer dry drying tumble
oven cooker stove hob cook bake roast
microwave reheat defrost grill
kettle toaster blender mixer
vacuum hoover clean cleaner
tv television telly screen hd channel
camera photo photograph picture lens zoom
phone mobile smartphone handset cellphone telephone sim call
laptop notebook computer pc desktop
cpu processor chip core ghz
tablet ipad
speaker headphone audio sound music
watch clock time
game play console toy
print printer ink paper
chair seat stool armchair sofa couch
table desk
bed mattress pillow blanket sleep
lamp light lighting bulb
carpet rug floor
curtain blind window
kitchen bathroom bedroom room house home
garden lawn plant flower outdoor
wood wooden timber oak
metal steel iron
glass mirror
fabric cotton wool leather
shirt dress trouser jacket coat clothing
shoe boot sneaker
small little tiny mini compact
big large huge
red blue green yellow black white grey gray brown colour color
car vehicle automobile drive
bus train travel trip journey
flight fly plane airport airline
hotel room stay booking reservation book
food eat meal dinner lunch restaurant
drink water coffee tea
fruit apple banana
vegetable carrot potato
meat beef chicken
bread cake
dog cat pet animal
bird fish
doctor nurse hospital medicine medical health ill sick
pain hurt ache injury
body head hand arm leg
mother father parent son daughter family
friend neighbour neighbor
man woman boy girl person people
job employment career employee staff
boss manager employer
meeting calendar schedule appointment
school teacher student lesson class learn
university college degree
story novel author
music song sing singer band concert
film movie cinema actor
sport football match team player win
weather rain sun snow wind temperature
hot warm heat heating
cold cool
day week month year
today tomorrow yesterday
begin beginning commence
end finish final
increase rise raise grow
decrease fall reduce lower
give provide supply
share split divide portion part
keep maintain hold
promise commit commitment
forbid prohibit ban
allow permit permission consent
owner own ownership belong possess
check inspect examine look review
record log document file
rule law legal
damage harm loss
renew extend extension prolong
minimum least
maximum most cap limit
between among
change modify alter edit update
talk speak say tell
news politics election government
science physics chemistry biology
number count figure
true yes correct right
false incorrect mistake
alarm remind reminder
contact message text chat
repair fix mend service
install setup fit
warm cosy
empty full
strong weak
town city village
country nation
energy power electric electricity gas`

const LINES = GROUPS.trim().split('\n')
const CONCEPTS = readGroups(LINES)

/** The groups a stem belongs to, as ids that no stem can equal. */
export function conceptsOf(term: string): readonly string[] {
  return CONCEPTS.get(term) ?? []
}

function readGroups(lines: readonly string[]): Map<string, string[]> {
  const concepts = new Map<string, string[]>()
  for (const [index, line] of lines.entries()) {
    for (const word of new Set(line.split(' ').map(stem))) {
      concepts.set(word, [...(concepts.get(word) ?? []), `#${index}`])
    }
  }
  return concepts
}

/** Other words of the same groups, as people write them. */
export function synonymsOf(word: string): readonly string[] {
  const ids = conceptsOf(stem(word))
  return LINES.filter((_, index) => ids.includes(`#${index}`))
    .flatMap((line) => line.split(' '))
    .filter((other) => stem(other) !== stem(word))
}
