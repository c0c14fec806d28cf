"""What kind of thing a noun asks for."""

from __future__ import annotations

import re

_PERSON = re.compile(
    r"(?:C[EFTOMPI]O|首席[\u4e00-\u9fff]{2,3}官|导演|编剧|[主领]演|[主配]角|演员|冠军|亚军|季军|第[一二三四五\d]名|得主|总裁|经理|总监|总统|总理|首相|主席|书记|主任|教练|主帅|"
    r"[院校市省县州区镇村乡部局厅处司署会行社馆台站队团组班事船机舰科所店厂园首酋议令]长|(?:设计|建筑|工程|摄影|律|造型)师|主编|"
    r"(?:创始|创办|负责|发言|代言|主持|候选|继任|嫌疑|代表|掌门|领导|合伙|受害|被告|出品|制片|投资|联系|策划|发起|主理)人|"
    r"(?<![前后两三或学])者|球员|射手|门将|对手|女王|国王|妻子|丈夫|父亲|母亲|凶手|股东|指挥)$",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:时间|日期|年份|生日|档期)$")
_PLACE = re.compile(
    r"(?:总部|地[点址]|位置|(?:所在|举[办行]|主办|承办|出生|发源|[^\W场基营])地|震中|籍贯|故乡|家乡|首都|首府|省会|[会主]场|场馆|城市|国家|国籍)$"
)
_AMOUNT = re.compile(
    r"(?:(?<![质力能含])量|率|额|(?<!多少)数|(?<!评)价|价格|(?<![免消])费|费用|成本|投资|收入|营收|利润|亏损|资产|[市估产]值|票房|人口|面积|[长宽高深厚跨速温湿浓坡强]度|[全总时片身]长|全程|里程|[总身]高|"
    r"海拔|体重|重量|时速|容积|比分|[得总评]分|成绩|比例|占比|[奖罚租押]金|罚款|赔偿|预算|[年月]薪|工资|规模|用时|工期|年龄|震级|风[力速]|[增涨跌降]幅|增速|席位|GDP|关税|首付|门票|补贴|期限|任期|刑期|伤亡|损失|比重|股价|续航)$",
    re.IGNORECASE,
)
_RANK = re.compile(r"(?:排名|名次)$")
_NAME = re.compile(
    r"(?:[名全简]称|名字?|主题|口号|吉祥物|主题曲|片[尾头]曲|原因|起因|结果|目的|内容|颜色|类型|题材|职务|职业|专业|学历|代表作|业务|型号|品牌|材[料质]|罪名|奖项|阵容|国籍)$"
)


def kind_of(noun: str) -> str:
    """What kind of thing a noun asks for: person, date, place, amount, rank, name; "" for any other."""
    kinds = (
        ("person", _PERSON),
        ("date", _DATE),
        ("place", _PLACE),
        ("rank", _RANK),
        ("amount", _AMOUNT),
        ("name", _NAME),
    )
    return next((kind for kind, pattern in kinds if pattern.search(noun)), "")
