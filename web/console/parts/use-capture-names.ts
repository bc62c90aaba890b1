import { useQuery } from '@tanstack/react-query';
import { api } from '../../ui/api.ts';
import { ratesText } from '../../ui/i18n/rates.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { useMay } from '../session.ts';

type Key = keyof typeof ratesText;

interface Titled {
  readonly code: string;
  readonly title: { readonly zh: string; readonly en: string };
}

interface Tried {
  readonly code: string;
  readonly name: string;
  readonly variants: readonly { readonly code: string }[];
}

/** "A" for the first variant of an experiment, "B" for the second. */
export function variantLetter(index: number): string {
  return String.fromCharCode(65 + index);
}

/**
 * What people call forms, websites, notices, brands and wordings, instead of their codes; the code where the name is not known, or whoever looks may
 * not read it.
 */
export function useCaptureNames() {
  const { t, pick } = useText(ratesText);
  const forms = useNamed<Titled>('/api/v1/forms', 'capture.read');
  const sites = useNamed<{ code: string; name: string }>('/api/v1/site-keys', 'capture.read-site-keys');
  const notices = useNamed<Titled>('/api/v1/notices', 'register.read');
  const experiments = useNamed<Tried>('/api/v1/experiments', 'capture.read');
  const brands = useNamed<{ code: string; name: Titled['title'] }>('/api/v1/brands', 'register.read');
  const form = (code: string) => titleIn(forms, code, pick);
  const notice = (code: string) => titleIn(notices, code, pick);
  const brand = (code: string) => {
    const found = brands.find((each) => each.code === code);
    return found === undefined ? code : pick(found.name);
  };
  const site = (code: string) => sites.find((each) => each.code === code)?.name ?? code;
  /** "site:shop/banner", "form:autumn". */
  const touchpoint = (key: string): string => {
    const [kind = '', ...rest] = key.split(':');
    const code = rest.join(':');
    const word = `place.${kind}`;
    if (!(word in ratesText)) return key;
    if (kind !== 'site') return t(word as Key, { code: form(code) });
    const [of = '', place = ''] = code.split('/');
    const where = `at.${place}`;
    return [t(word as Key, { code: site(of) }), ...(where in ratesText ? [t(where as Key)] : [place])].join(' · ');
  };
  /** "privacy/3". */
  const version = (key: string): string => {
    const [code = '', number = ''] = key.split('/');
    return number === '' ? key : t('versionOf', { title: notice(code), number });
  };
  /** "autumn-banner/usual"; nothing for what stands without an experiment. */
  const wording = (key: string): string => {
    if (key === '') return t('usual');
    const [code = '', variant = ''] = key.split('/');
    const found = experiments.find((each) => each.code === code);
    const index = found?.variants.findIndex((each) => each.code === variant) ?? -1;
    return found === undefined || index < 0 ? key : `${found.name} · ${variantLetter(index)}`;
  };
  return { form, site, notice, brand, touchpoint, version, wording };
}

function titleIn(all: readonly Titled[], code: string, pick: (text: Titled['title']) => string): string {
  const found = all.find((each) => each.code === code);
  return found === undefined ? code : pick(found.title);
}

function useNamed<Row>(path: string, permission: string): readonly Row[] {
  const may = useMay();
  const query = useQuery({
    queryKey: ['capture-names', path],
    queryFn: () => api<{ items: readonly Row[] }>(path),
    enabled: may(permission),
    staleTime: 60_000,
  });
  return query.data?.items ?? [];
}
