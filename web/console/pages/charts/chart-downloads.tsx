import { DownloadOutlined } from '@ant-design/icons';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { ApiError, apiFile } from '../../../ui/api.ts';
import { chartsText } from '../../../ui/i18n/charts.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';

/** The same numbers as a file, computed anew. */
export function ChartDownloads(props: { path: string; question: object; name: string }) {
  const { t } = useText(chartsText);
  const [error, setError] = useState<ApiError | null>(null);
  const download = async (format: 'csv' | 'xlsx') => {
    try {
      const blob = await apiFile(props.path, 'POST', { ...props.question, format });
      const url = URL.createObjectURL(blob);
      const link = document.createElement('a');
      link.href = url;
      link.download = `${props.name}.${format}`;
      link.click();
      URL.revokeObjectURL(url);
      setError(null);
    } catch (problem) {
      if (problem instanceof ApiError) setError(problem);
      else throw problem;
    }
  };
  return (
    <>
      <Space wrap style={{ marginTop: 12 }}>
        <Button icon={<DownloadOutlined />} onClick={() => void download('csv')}>
          {t('csv')}
        </Button>
        <Button icon={<DownloadOutlined />} onClick={() => void download('xlsx')}>
          {t('xlsx')}
        </Button>
      </Space>
      <ProblemAlert error={error} />
    </>
  );
}
