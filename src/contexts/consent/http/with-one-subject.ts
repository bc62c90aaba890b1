import { subjectMissing } from '../consent-failures.ts';
import { sessionSubject } from '../domain/session-subject.ts';

/** The body with its one subject: the person, or who the session is to the gate. Throws `consent.subject-missing` (400) for neither or both. */
export function withOneSubject<Body extends { readonly person?: string; readonly session?: string }>(
  body: Body,
): Omit<Body, 'person' | 'session'> & { readonly person: string } {
  const { person, session, ...rest } = body;
  if ((person === undefined) === (session === undefined)) throw subjectMissing();
  return { ...rest, person: person ?? sessionSubject(session ?? '') };
}
