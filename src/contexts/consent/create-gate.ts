import { actsOfActivity } from './activity-acts.ts';
import { admitProven } from './admit-proven.ts';
import { adoptSession } from './adopt-session.ts';
import { ageOf } from './age-of.ts';
import { askThrottle } from './ask-throttle.ts';
import { clearMinoritySign } from './clear-minority-sign.ts';
import { collect } from './collect.ts';
import { comingOfAge } from './coming-of-age.ts';
import { correctBirthDate } from './correct-birth-date.ts';
import { decide, denyAtOnce } from './decide.ts';
import { decidePopulation } from './decide-population.ts';
import { ROW_KEY } from './domain/age-seal.ts';
import type { DecisionRequest } from './domain/decision.ts';
import { GATE_RULES } from './domain/gate-rules.ts';
import { endGuardian } from './end-guardian.ts';
import { erasePerson } from './erase-person.ts';
import type { Gate } from './gate.ts';
import type { GateContext, GateParts } from './gate-context.ts';
import { GivenOutMemory } from './given-out.ts';
import { learnMinoritySign } from './learn-minority-sign.ts';
import type { AnswerUnderWay } from './leases/answers-under-way.ts';
import { memberPlaces } from './member-places.ts';
import { object } from './object.ts';
import { objectByAddress } from './object-by-address.ts';
import { findPresentations } from './open-carried.ts';
import { present, presentMany, readToPresent } from './present.ts';
import { previewChange } from './preview-change.ts';
import { consentRates, trustOverTime, wordingCounts } from './rates/consent-rates.ts';
import { reachOverview } from './reach-overview.ts';
import { consentState, consentStatistics, consentsOf, listedActs, objectionsOf } from './read-history.ts';
import { recordConsents, tryRecordConsents } from './record-consents.ts';
import { recordGuardian } from './record-guardian.ts';
import { recordPopulationUse } from './record-population-use.ts';
import { recordShown } from './record-shown.ts';
import { redecide } from './redecide.ts';
import { registerSubjects } from './register-subjects.ts';
import { joinRecords, partRecords } from './regroup-records.ts';
import { releaseRestored } from './release-restoration.ts';
import { renewAddressDigests } from './renew-address-digests.ts';
import { replayNoes } from './replay-noes.ts';
import { confirmAddress, confirmAsked, endAddress, setAddresses } from './set-addresses.ts';
import { ShownCounts, storeShown } from './shown-counts.ts';
import { countOlderDigests } from './store/address-digests.ts';
import { areAddressesOf, personsAt, withAddressSince } from './store/addresses.ts';
import { countExports } from './store/exports.ts';
import { guardianshipsOf } from './store/guardianships.ts';
import { lastSurfaces } from './store/last-surfaces.ts';
import { readEmployees, readRoles } from './store/people-roles.ts';
import { readPersonActs } from './store/person-acts.ts';
import { nextSubjects, readRetentionStates } from './store/retention-states.ts';
import { scenesOf } from './store/scenes.ts';
import { findOrdinals, findPersons } from './store/subjects.ts';
import { erasedAddresses, returnedAddresses } from './store/suppressions.ts';
import { countNoWays } from './store/touch-counts.ts';
import { usePersons } from './use-persons.ts';
import { usesOf } from './uses-of.ts';
import { withdraw } from './withdraw.ts';

// Where there is no lease, there is no other server.
const UNWATCHED: AnswerUnderWay = { mayLeave: () => true, end: () => undefined };

/**
 * The gate: every operation works in the caller's transaction, so decisions are as current as it is. With `columns`, decisions that are known for
 * certain in memory come from there; what this process is changing is never.
 */
export function createGate(parts: GateParts): Gate {
  const presenting = {
    key: parts.service.key('consent.presentation'),
    shown: new ShownCounts(),
    given: new GivenOutMemory(),
  };
  const context: GateContext = { ...parts, presenting, rowKey: parts.service.key(ROW_KEY) };
  const lapsed = (request: DecisionRequest) => denyAtOnce(request, GATE_RULES.leaseLapsed, context.clock.now());
  return {
    registerSubjects: (tx, subjects) => registerSubjects(context, tx, subjects),
    learnMinoritySign: (tx, sign) => learnMinoritySign(context, tx, sign),
    clearMinoritySign: (tx, input) => clearMinoritySign(context, tx, input),
    correctBirthDate: (tx, input) => correctBirthDate(context, tx, input),
    ageOf: (tx, person) => ageOf(context, tx, person),
    recordGuardian: (tx, input) => recordGuardian(context, tx, input),
    endGuardian: (tx, input) => endGuardian(context, tx, input),
    guardianshipsOf,
    comingOfAge: (tx, days) => comingOfAge(context, tx, days),
    exportCounts: (tx, year) => countExports(tx, year, context.clock.now()),
    ordinalOf: async (tx, person) => (await findOrdinals(tx, [person]))[0],
    ordinalsOf: findOrdinals,
    personsOf: findPersons,
    rolesOf: readRoles,
    employees: readEmployees,
    setAddress: (tx, entry) => setAddresses(context, tx, [entry]),
    setAddresses: (tx, entries) => setAddresses(context, tx, entries),
    endAddress: (tx, entry) => endAddress(context, tx, entry),
    confirmAddress: (tx, entry) => confirmAddress(context, tx, entry),
    confirmAsked: (tx, entry) => confirmAsked(context, tx, entry),
    withAddressSince,
    confirmedPersons: (tx, channel, digest) => personsAt(tx, channel, digest, true),
    personsByAddress: (tx, channel, digest) => personsAt(tx, channel, digest, false),
    haveAddresses: (tx, entries, options) => areAddressesOf(tx, entries, options?.confirmed ?? false),
    erasedAddresses,
    returnedAddresses,
    askThrottle: (tx, question) => askThrottle(context, tx, question),
    presentedActivities: async (tx, named) =>
      (await findPresentations(context, tx, [named])).get(named.presentation)?.activities.map(({ code }) => code),
    renewAddressDigests: (tx, pairs) => renewAddressDigests(context, tx, pairs),
    countOlderDigests,
    storeShown: (tx) => storeShown(context, tx),
    present: (tx, input) => present(context, tx, input),
    readToPresent: (tx, subjects) => readToPresent(context, tx, subjects),
    presentMany: (tx, inputs, read) => presentMany(context, tx, inputs, read),
    recordConsents: (tx, acts) => recordConsents(context, tx, acts),
    tryRecordConsents: (tx, all, admission) => tryRecordConsents(context, tx, all, admission),
    recordShown: (tx, shown) => recordShown(context, tx, shown),
    adoptSession: (tx, input) => adoptSession(context, tx, input),
    admitProven: (tx, input) => admitProven(context, tx, input),
    withdraw: (tx, input) => withdraw(context, tx, input),
    object: (tx, input) => object(context, tx, input),
    objectByAddress: (tx, input) => objectByAddress(context, tx, input),
    decide: (tx, request) => decide(context, tx, request),
    decideAtOnce: (request) =>
      context.leases?.valid() === false && request.at === undefined
        ? lapsed(request)
        : context.columns?.decide(request),
    mayAnswer: async () => context.leases?.regained() ?? true,
    lapsed,
    beginAnswer: (person) => context.leases?.begin(person) ?? UNWATCHED,
    decidePopulation: (tx, request) => decidePopulation(context, tx, request),
    joinRecords: (tx, sets) => joinRecords(context, tx, sets),
    partRecords: (tx, sets) => partRecords(context, tx, sets),
    usePersons: (tx, request) => usePersons(context, tx, request),
    recordPopulationUse: (tx, request) => recordPopulationUse(context, tx, request),
    redecide: (tx, request) => redecide(context, tx, request),
    collect: (tx, request) => collect(context, tx, request),
    erasePerson: (tx, person, terms) => erasePerson(context, tx, person, terms),
    releaseRestored: (tx, release) => releaseRestored(context, tx, release),
    replayNoes: (tx, events) => replayNoes(context, tx, events),
    retentionStates: readRetentionStates,
    nextSubjects,
    usesOf,
    memberPlaces,
    scenesOf,
    objectionsOf,
    consentsOf: (tx, person) => consentsOf(context, tx, person),
    actsOf: readPersonActs,
    consentRates: (tx, query) => consentRates(context, tx, query),
    wordingCounts: (tx, query) => wordingCounts(context, tx, query),
    noWays: countNoWays,
    trustOverTime: (tx, query) => trustOverTime(context, tx, query),
    consentStatistics: (tx) => consentStatistics(context, tx),
    lastSurfaces,
    previewChange: (tx, request) => previewChange(context, tx, request),
    reachOverview: (tx, at) => reachOverview(context, tx, at),
    acts: listedActs,
    actsOfActivity,
    consentState: (tx, person, activity) => consentState(context, tx, person, activity),
  };
}
