import { Alert, Form, Input, Modal, Skeleton } from 'antd';
import { type ReactNode, useState } from 'react';
import { formatCount } from '../../ui/format.ts';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';

/** Asks for the number of people whom an act concerns before it is done; the button stays dead until the number is typed. */
export function TypedConfirm(props: {
  title: string;
  text: ReactNode;
  /** How many people; undefined while it is being counted. */
  people: number | undefined;
  act: string;
  danger?: boolean;
  pending: boolean;
  problem?: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const { t } = useText(shell);
  const [typed, setTyped] = useState('');
  const { people } = props;
  const right = people !== undefined && typed.replace(/[\s,，]/g, '') === String(people);
  return (
    <Modal
      open
      title={props.title}
      okText={props.act}
      cancelText={t('cancel')}
      okButtonProps={{ danger: props.danger === true, disabled: !right }}
      confirmLoading={props.pending}
      onOk={props.onConfirm}
      onCancel={props.onClose}
    >
      {props.problem}
      {people === undefined ? (
        props.problem == null ? (
          <Skeleton active title={false} paragraph={{ rows: 2 }} />
        ) : null
      ) : (
        <Form layout="vertical" onFinish={() => (right && !props.pending ? props.onConfirm() : undefined)}>
          {props.danger === true ? <Alert type="warning" showIcon title={props.text} /> : <p>{props.text}</p>}
          <Form.Item label={t('typePeople', { count: formatCount(people) })} htmlFor="typed-people">
            <Input
              id="typed-people"
              inputMode="numeric"
              autoComplete="off"
              autoFocus
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </Form.Item>
        </Form>
      )}
    </Modal>
  );
}
