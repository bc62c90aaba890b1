export {
  BODY_STYLE,
  body,
  footer,
  heading,
  list,
  right,
  small,
  type TableShape,
  tableOf,
  title,
} from './paper-layout.ts';
