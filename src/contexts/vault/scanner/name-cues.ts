import { PairSet } from './pair-set.ts';

// Words right in front of a name. Each has two characters or more; the last two are what is compared.
const BEFORE =
  '户名 开户人 姓名 名字 名叫 我叫 他叫 她叫 叫做 我是 本人 人是 名为 名是 联系人 收件人 收货人 寄件人 发件人 签收人 取件人 经办人 申请人 投保人 受益人 持卡人 负责人 法人 代理人 监护人 承租人 购买人 下单人 预约人 登记人 紧急联系人 当事人 委托人 代表人 参会人 报名人 患者 顾客 客户 用户 买家 卖家 业主 户主 房东 租客 会员 学员 店员 员工 职员 队员 教员 演员 同学 学生 考生 新生 家长 班长 店长 厂长 队长 村长 部长 院长 校长 处长 科长 局长 老师 律师 医师 讲师 教师 厨师 教练 司机 乘客 旅客 访客 租户 住户 商户 贵宾 嘉宾 同事 同志 经理 总监 主任 主管 总裁 董事 导购 顾问 客服 助理 秘书 会计 医生 护士 病人 患儿 教授 博士 队友 朋友 好友 室友 网友 战友 邻居 亲属 家属 父亲 母亲 爸爸 妈妈 丈夫 妻子 老公 老婆 儿子 女儿 孩子 哥哥 姐姐 弟弟 妹妹 爷爷 奶奶 敬的 爱的 联系 致电 转告 回访 拜访 找到 邀请 感谢 来自 交给 转给 寄给 发给 指派 分配给 作者 记者 编辑 销售 业务员 快递员 操作员 审核人 审批人 自称 转账给 汇款给 打给 付给 送给 派单给 ,找 请找 可找 直接找';
// Behind these only a frequent surname begins a name, and its end must be plain.
const WEAKLY_BEFORE = '委托 通知 告知';
const KEYS =
  /(?:^|[^a-z])(?:(?:user|real|full|nick|contact|customer|receiver|recipient|consignee|buyer|member|client|person|patient|student|staff|owner|holder|display|first|last|chinese|cn)?_?-?name|contact|consignee|receiver|recipient|customer|buyer)["'\s]*$/i;
const WORDS =
  /(?:姓\s?名|户名|名字|[\u4e00-\u9fff]{1,4}人|联系人|收件人|收货人|寄件人|发件人|签收人|经办人|申请人|负责人|持卡人|投保人|被保险人|受益人|监护人|法定代表人|法人|户主|业主|顾客|客户|用户|会员|买家|患者|学生|学员|员工|家长|老师|同事|司机|乘客|旅客|销售|导购|店员|客服|经办|记者|作者|签名|落款|抬头|联络人|参会人|预约人|紧急联系人|本人)(?:姓名|名称|名)?["'\s]*$/;

const pairs = (words: string): PairSet => new PairSet(words.split(' ').map((word) => word.slice(-2)));
const heads = (words: string): PairSet => new PairSet(words.split(' ').map((word) => word.slice(0, 2)));

/** What leads to a name. */
export const NAME_CUES = {
  pairs: pairs(`${BEFORE} ${WEAKLY_BEFORE}`),
  weakPairs: pairs(WEAKLY_BEFORE),
  lastCharacters: [
    ...new Set(`${BEFORE} ${WEAKLY_BEFORE}`.split(' ').map((word) => word.charAt(word.length - 1))),
  ].join(''),
};

/** Whether the words before a colon or an equals sign announce a name. */
export function announcesName(before: string): boolean {
  return WORDS.test(before) || KEYS.test(before);
}

/** Words that follow names, by their first two characters: what shows where a name ends. */
const AFTER_NAMES = heads(
  '先生 女士 小姐 同学 老师 师傅 经理 主任 医生 教授 总监 律师 阿姨 叔叔 太太 同志 会员 客户 用户 顾客 本人 电话 手机 微信 邮箱 地址 住址 身份 证件 账号 账户 订单 性别 年龄 生日 反馈 投诉 咨询 申请 要求 表示 购买 下单 退款 退货 换货 付款 支付 签收 收到 收件 收货 寄件 来电 来访 到店 预约 报名 参加 参与 登记 注册 登录 办理 领取 使用 提交 提出 填写 确认 同意 拒绝 取消 联系 回复 回访 说明 说道 询问 要求 希望 需要 打算 准备 已经 已于 已在 于今 昨天 今天 明天 昨日 今日 上午 下午 晚上 早上 刚刚 目前 现在 曾经 居住 住在 家住 就读 毕业 担任 负责 出生 年满 现年 您好 你好 所购 所在 名下 等人 一行 一家 夫妇 之子 之女 工号 编号 部门 公司 单位 职位 职务 入职 离职 请假 出差 汇报 审核 审批 跟进 处理 接待 代收 代签 签字 签名 回电 发来 发送 寄出 寄来 通过 以及 或者 并且 因为 由于 如果 但是 不在 没有 不想 不愿 想要 因此 因为 最近 近日 多次 再次 首次 第一 第二 有意 有限',
);

/** Titles that stand behind a name. */
export const TITLES = heads(
  '先生 女士 小姐 同学 老师 师傅 经理 主任 医生 教授 总监 律师 阿姨 叔叔 太太 同志 您好 你好 教练 博士 大夫',
);

/** Whether two characters begin a word that follows names. */
export function followsName(first: number, second: number): boolean {
  return AFTER_NAMES.has(first, second);
}

// Common words that begin like names.
const NO_NAMES: ReadonlySet<string> = new Set(
  '安全 安排 安装 安静 安心 白天 白色 白云 白金 包括 包装 包含 包邮 包裹 毕竟 毕业 边界 常见 常用 常常 成功 成为 成本 成长 成立 成员 成交 程序 程度 单位 单独 单号 单价 单品 单据 董事 都是 范围 方便 方面 方法 方式 方案 方向 方可 房间 房子 房东 房屋 费用 丰富 付款 付费 干净 高兴 高度 高级 高中 高考 高效 高端 高价 关于 关注 关系 关键 关闭 关怀 管理 管家 国家 国际 国内 国庆 何时 和谐 和平 后台 华为 华东 华南 华北 花费 黄色 黄金 黄河 惠顾 惠民 会员 会议 季度 季节 计划 计算 纪念 纪录 简单 简称 江苏 金额 金融 金色 金牌 经理 经过 景区 居住 居民 康复 空间 来自 来源 来电 来访 来店 劳动 冷静 利用 利益 利率 连接 连续 连锁 林业 龙头 陆续 路线 路径 路由 马上 马路 麻烦 满意 满足 满减 满额 明天 明确 明白 明细 明星 米饭 那么 那些 南方 南京 宁波 宁夏 牛奶 农业 农村 平台 平时 平均 平安 平方 普通 齐全 钱包 强烈 强调 强制 曲线 权利 权限 权益 全部 全国 全面 全程 全额 任何 任务 容易 荣誉 沙发 山东 商品 商家 商业 商城 商户 商务 尚未 申请 申报 申诉 盛大 施工 师傅 时间 时候 时效 时段 时尚 舒服 舒适 司机 苏州 索赔 谈判 汤圆 万元 万一 王者 危险 卫生 温度 温馨 温州 文件 文化 文字 文本 文档 文明 夏天 夏季 夏令 向导 项目 谢谢 辛苦 信息 信用 信任 信号 信誉 许多 许可 宣传 严重 严格 颜色 阳光 阳台 杨梅 叶子 阴影 应该 应用 应当 应收 游戏 游客 游泳 尤其 由于 于是 余额 余款 喻为 元旦 元素 原因 原价 原来 原始 云南 云端 曾经 查询 查看 查收 查验 展示 展览 张贴 支付 支持 支出 支行 钟表 周末 周期 周一 周二 周三 周四 周五 周六 周日 周年 周边 周到 祝福 祝您 庄重 宗旨 左右 作为 储值 储存 存量 车辆 车型 车牌 车险 相关 相信 相应 相同 初始 初次 门店 门票 门口 门诊 云计算 池塘 国产 国货 居家 展会 展品 智能 智慧 幸福 幸运 富裕 战略 战队 印象 印刷 海外 海关 海鲜 花园 花店 强大 平板 支撑 计费 计价 修改 修复 修理 干货 干洗 公司 公开 公告 公众 公寓 公共 公园 区域 区间 区分 满期 满足度 满意度 位置 位于 乐园 乐器 司法 权威 容量 都会 来了 相当 衡量 由此 信封 盖章 练习 官方 官网 班级 班次 原则 原有 海报 麦克 封面 封装 盘点 平衡 元气 商标 商圈 华丽 文具 文创 文艺 时刻 时长 石材 牛肉 马达 龙虾 金币 银行 银联 银卡 金卡 白银 管道 金属 宗教 党员 党建 解决 解释 解除 解答 连衣裙 童装 童鞋 应急 易用 易碎 常规 常温 常驻 温泉 游览 温暖 高铁 高速 高清 高峰期 高品质 方可 终端 严选 欧洲 欧美 欧元 荷兰 韩国 韩式 泰国 唐朝 宋体 黑体 水果 齐心 路费 桂花 梅花 柏油 鲁菜 江湖 江南 简介 简历 简体 车间 车主 单元 单身 单词 成绩 成品 成人 成果 成都 成套 计入 计时 计数 时区 时期 向上 向下 游记 全家 全球 全新 全款 全场 全职 全体 全年 安卓 安检 安踏 安徽 安慰 安保 康师傅 常州 田园 石家庄 石油 马来 马桶 马拉松 江西 胡同 胡萝卜 黄瓜 黄油 黄牛 高尔夫 金毛 毛巾 毛衣 毛利 蓝牙 蓝色 蓝光 花生 花卉 花呗 干部 关税 关机 明年 明显 包月 包年 包车 包间 章程 章节 江山 古典 古代 古镇 谷歌 谷物 米粉 麻将 麻辣 柴油 海洋 海尔 海底 红包 平米 商场 国有 国美 权重 华夏 支票 费率 阳性 阴性 常识 常委 封闭 封号 封存 束缚 展开 利息 利润 利好 居中 干扰 干预 但是 斯文 元件 智商'.split(
    ' ',
  ),
);

/** Whether a would-be name is an ordinary word, or begins with one. */
export function isOrdinaryWord(text: string): boolean {
  return NO_NAMES.has(text) || NO_NAMES.has(text.slice(0, 2));
}
